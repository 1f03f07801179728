"""Reads a tool's parameters from command-line options, whose names, help and bounds come from the tool's own model."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audiostudio.cli.console import CommandError

if TYPE_CHECKING:
    from audiostudio.tools.base import ToolParams

_METAVARS = {"number": "NUMBER", "integer": "INTEGER", "string": "TEXT", "object": "JSON|FILE", "array": "JSON|FILE"}
# Parameters that say which kind of file is made; unset, the name of the file to write decides.
FORMAT_FIELDS = ("format", "output_format", "target_format")
_FORMAT_OF_SUFFIX = {"m4a": "aac", "aif": "aiff", "oga": "ogg", "wave": "wav"}


@dataclass(frozen=True)
class ToolOption:
    """One parameter as an option: ``schema`` is its part of the model's JSON schema, without references."""

    field: str
    schema: dict[str, Any]
    required: bool

    @property
    def flag(self) -> str:
        """How the option is written."""
        return "--format" if self.field in FORMAT_FIELDS else f"--{self.field.replace('_', '-')}"

    @property
    def choices(self) -> list[Any]:
        """The values there are to choose from, where they are few."""
        schema = self.schema.get("items", {}) if self.is_list else self.schema
        return [schema["const"]] if "const" in schema else list(schema.get("enum", ()))

    @property
    def is_list(self) -> bool:
        """Whether the option may be given several times."""
        return self.schema.get("type") == "array" and self.schema.get("items", {}).get("type") not in (
            "object",
            "array",
            None,
        )

    @property
    def example(self) -> str:
        """The option with a value that is accepted."""
        value = self._default or next(iter(self.choices), "…")
        return f"{self.flag} {value}"

    @property
    def _default(self) -> str:
        value = self.schema.get("default")
        return "" if value is None or isinstance(value, (dict, list)) else str(value)

    def annotation(self) -> Any:
        """Return the option as typer wants it; values stay words, for the model itself to read."""
        flags = dict.fromkeys((self.flag, f"--{self.field.replace('_', '-')}"))  # the short name and the full one
        if self.schema.get("type") == "boolean":
            option = typer.Option(f"{self.flag}/--no-{self.flag[2:]}", help=self._help(), show_default=False)
            return Annotated[bool | None, option]
        kind = self.schema.get("items", {}).get("type") if self.is_list else self.schema.get("type")
        metavar = _METAVARS.get(str(kind), "TEXT")
        option = typer.Option(*flags, metavar=metavar, help=self._help(), show_default=False)
        return Annotated[list[str] | None, option] if self.is_list else Annotated[str | None, option]

    def _help(self) -> str:
        text = str(self.schema.get("description", self.schema.get("title", ""))).rstrip(".") + "."
        if self.choices:
            often = "Any of, one option each:" if self.is_list else "One of"
            text += f" {often} {', '.join(str(choice) for choice in self.choices)}."
        low = self.schema.get("minimum", self.schema.get("exclusiveMinimum"))
        high = self.schema.get("maximum", self.schema.get("exclusiveMaximum"))
        if low is not None and high is not None:
            text += f" From {low:g} to {high:g}."
        elif low is not None:
            text += f" At least {low:g}."
        elif high is not None:
            text += f" At most {high:g}."
        if self.required:
            text += " Required."
        return text + (f" Default: {self._default}." if self._default else "")

    def read(self, words: Any) -> Any:
        """Return what the model can read: choices in its own spelling, JSON decoded."""
        if isinstance(words, list):
            return [self._read_one(word) for word in words]
        if isinstance(words, str) and self.schema.get("type") in ("object", "array"):
            try:
                # A long one is kept in a file; no JSON of an object or a list is a file's name.
                return json.loads(Path(words).read_text("utf-8") if words.endswith(".json") else words)
            except OSError as error:
                detail = f"{self.flag}: {words} cannot be read: {error.strerror}."
                raise CommandError(detail, "file_not_found") from None
            except ValueError as error:
                raise CommandError(f"{self.flag}: this is not JSON: {error}.", "parameters_invalid") from None
        return self._read_one(words)

    def _read_one(self, word: Any) -> Any:
        return next((choice for choice in self.choices if str(choice).casefold() == str(word).casefold()), word)


def options_of(model: "type[ToolParams]") -> list[ToolOption]:
    """Return an option for each field of ``model``."""
    schema = model.model_json_schema()
    definitions, required = schema.get("$defs", {}), schema.get("required", [])
    return [
        ToolOption(name, _resolve(field, definitions), name in required)
        for name, field in schema.get("properties", {}).items()
    ]


def _resolve(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Replace references and ``X or null`` by what they stand for."""
    alternatives = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if len(alternatives) == 1:
        schema = {**alternatives[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
    if reference := schema.get("$ref"):
        target = definitions[reference.rsplit("/", 1)[-1]]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    if "items" in schema:
        schema = {**schema, "items": _resolve(schema["items"], definitions)}
    return schema


def read_parameters(
    model: "type[ToolParams]", options: list[ToolOption], given: dict[str, Any], output: Path
) -> "ToolParams":
    """Return the parameters that the options stand for.

    Raises:
        CommandError: ``parameters_invalid``, naming the option.
    """
    from pydantic import ValidationError

    values = {
        option.field: option.read(given[option.field])
        for option in options
        if given.get(option.field) not in (None, [], ())
    }
    _heed_suffix(options, values, output)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        flags = {option.field: option.flag for option in options}
        problems = [
            f"{flags.get(str(problem['loc'][0]), problem['loc'][0]) if problem['loc'] else 'options'}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise CommandError("; ".join(problems) + ".", "parameters_invalid") from None


def _heed_suffix(options: list[ToolOption], values: dict[str, Any], output: Path) -> None:
    """Take the format from the name of the file to write, and refuse a name that promises another format."""
    option = next((option for option in options if option.field in FORMAT_FIELDS and option.choices), None)
    suffix = output.suffix.lstrip(".").casefold()
    suffix = _FORMAT_OF_SUFFIX.get(suffix, suffix)
    if option is None or not suffix or output.is_dir():
        return
    named = next((choice for choice in option.choices if str(choice).casefold() == suffix), None)
    if named is not None:
        asked = values.setdefault(option.field, named)
        if asked != named and asked in option.choices:
            raise CommandError(f"{output} is not a name for a {asked} file.", "output_name_misleading")
