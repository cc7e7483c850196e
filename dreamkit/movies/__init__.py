"""Films: dreams that move, carried from frame to frame. Needs the extra `film`."""
