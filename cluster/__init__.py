"""A gallery beyond one machine: its references in partitions, each in several replicas.

Only `cluster/on_ray` knows Ray. Everything else asks replicas through one method that gives a
future, wherever they are.
"""
