"""Effects the workflows ask for."""
