"""How the app looks: color themes, glyphs, and the sizes at which its layout changes."""
