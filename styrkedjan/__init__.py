"""Settings, logging, metrics, command line and the composition roots."""
