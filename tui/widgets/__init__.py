"""The app's widgets: they know immutable records only and post messages."""
