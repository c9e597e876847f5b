"""OpenEnv packages: an environment with its server, its client and all that it needs, as `openenv validate` and a hub want it.

`package` gives the files. Nothing here needs OpenEnv: the package does, where it runs.
"""
