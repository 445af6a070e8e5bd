"""The app's widgets: they show the state and post messages."""
