"""The version of the matching core; every answer contains it."""

MATCHER_VERSION = "tenprint-0.2"
