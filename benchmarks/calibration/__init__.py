"""Whether decibels hold: on people held back from calibration, and on real strangers."""
