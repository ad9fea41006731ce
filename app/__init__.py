"""QalaControl: a city's shared control room."""
