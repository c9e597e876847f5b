"""Is an environment right? Its tasks solved and their verifiers mutated, its tools fuzzed; what is wrong comes out as findings."""
