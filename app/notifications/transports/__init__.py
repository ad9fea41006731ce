"""The ways out of the application: one transport for each channel."""
