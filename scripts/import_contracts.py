"""A contract of our own for import-linter: a room's repository is imported by that room alone, whatever rooms come."""

from typing import Any

from importlinter import Contract, ContractCheck, output


class OwnRepositories(Contract):
    """Holds every ``repository`` of the package private to the package that it lies in; needs no list of either."""

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Find the imports from outside."""
        repositories = sorted(module for module in graph.modules if module.endswith(".repository"))
        from_outside = [
            (importer, repository)
            for repository in repositories
            for importer in sorted(graph.find_modules_that_directly_import(repository))
            if not importer.startswith(repository.removesuffix("repository"))
        ]
        return ContractCheck(kept=bool(repositories) and not from_outside, metadata={"from_outside": from_outside})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name them."""
        for importer, repository in check.metadata["from_outside"]:
            output.print_error(f"{importer} imports {repository}: only its own room may; ask that room's service.")
