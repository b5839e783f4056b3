"""The version of the matching core; stored with templates' consumers and told in every answer."""

MATCHER_VERSION = "tenprint-0.2"
