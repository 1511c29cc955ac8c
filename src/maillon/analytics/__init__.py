"""What is measured: frames in, frames out. Never imports Django."""
