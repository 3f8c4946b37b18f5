"""The public names: each is stated here, and here alone, with the file that defines it."""

from actviz.facts.interval import Interval as Interval
from actviz.formula.grammar import FormulaError as FormulaError
from actviz.functions.elementwise import Activation as Activation
from actviz.functions.elementwise import Parameter as Parameter
from actviz.functions.elementwise import SpecError as SpecError
from actviz.functions.gated import Gate as Gate
from actviz.functions.random_functions import Stochastic as Stochastic
from actviz.functions.vector.vector_function import VectorFunction as VectorFunction
from actviz.lookup.registry import gate as gate
from actviz.lookup.registry import get as get
from actviz.lookup.registry import names as names
from actviz.lookup.registry import resolve as resolve
from actviz.lookup.registry import stochastic as stochastic
from actviz.lookup.registry import use_catalogue as use_catalogue
from actviz.lookup.registry import vector as vector
from actviz.pages.library import code as code
from actviz.pages.library import compare as compare
from actviz.pages.library import identify as identify
from actviz.pages.library import table as table
from actviz.pages.plotting import plot as plot

__version__: str
__all__: list[str]
