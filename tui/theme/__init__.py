"""How the app looks: colours, signs, and the sizes at which its layout changes."""
