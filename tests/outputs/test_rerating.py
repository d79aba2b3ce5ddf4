"""`rerate.csv`: the ratings to be given anew."""

import csv
import io
from datetime import date

from reportgen.assessment.assess import assess
from reportgen.language import Language
from reportgen.model.inputs import OWN_COLUMNS
from reportgen.model.recalibration import Outdated
from reportgen.model.types import Model
from reportgen.outputs.rerating import COLUMNS, outdated_table
from tests.assessment import frames
