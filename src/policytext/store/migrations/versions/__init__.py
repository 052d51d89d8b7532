"""One revision in a file, by its number; none goes back: a backup does."""
