"""A tour of every screen in one browser: names, rectangles at 200 %, and pictures beside their references."""
