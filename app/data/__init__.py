"""What ships as data: cities, categories and the demo city, with loaders that name each mistake."""
