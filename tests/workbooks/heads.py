"""Heads of tables that several test modules draw rows under."""

from datetime import date

from reportgen.model.inputs import Cycle
from tests.workbooks.sheets import PEOPLE

LI, WANG, OTHER_WANG, ZHANG = (person.id for person in PEOPLE)
CYCLE_2026 = Cycle("2026", date(2026, 1, 1), date(2026, 12, 31))

# Heads of forms: three rows, the table's rows start at row 4.
TICKS = """
被评估人 | 李明   | 工号 | 00017
评估人   | 周主任 | 关系 | 上级
能力素质     | 0 | 1 | 2 | 3 | 4 | 5 | 6
""".strip("\n")
SCORES = """
被评估人 | 李明   | 工号 | 00017
评估人   | 周主任 | 关系 | 上级
能力素质     | 评分
""".strip("\n")
REST = "抗挫能力 | √\n沟通倾听能力 | √"  # rows 5 and 6 of a form of ticks: rated 0
REST_OF_SCORES = "抗挫能力 | 0\n沟通倾听能力 | 0"

# The head of a matrix of one rater: two rows, the persons start at row 3.
MATRIX = """
评估人 | 吴工 | 关系 | 同级
工号  | 姓名 | 成就导向 | 抗挫能力 | 沟通倾听能力
""".strip("\n")
# The head of a list: one row.
LIST = "工号 | 能力素质 | 评估人 | 关系 | 评分"

# Heads and rows of a matrix of persons in columns: the rows start at row 4.
ACROSS = """
评估人 | 吴工 | 关系 | 同级
能力素质     | 李明  | 张伟
工号         | 00017 | 00045
""".strip("\n")
ROWS = "成就导向 | 4 | 3\n抗挫能力 | 5 | 2\n沟通倾听能力 | 6 | 1"
