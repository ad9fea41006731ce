"""The catalogues in `locales/`: typed keys are written from them, and faults in them are found."""
