"""How many nodes a cluster needs, and how it answers, simulated from measured costs."""
