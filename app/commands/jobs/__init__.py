"""Commands that run without a person: deadlines, cleanup and anonymisation."""
