"""The words of study pages: designs, answers, the roles of factors."""

from __future__ import annotations

from scenarios import Text
from scenarios.sweeps import DesignKind, Role
from sim.study.answers.answer import AnswerKind

DESIGNS: dict[DesignKind, Text] = {
    "grid": Text(en="full factorial grid", zh="全因子设计"),
    "lhs": Text(en="Latin hypercube", zh="拉丁超立方"),
    "sobol": Text(en="Sobol' sample (Saltelli)", zh="Sobol' 抽样（Saltelli）"),
    "morris": Text(en="Morris trajectories", zh="Morris 轨迹"),
    "oat": Text(en="one factor at a time", zh="逐一变动"),
    "table": Text(en="a table of points", zh="自定义点表"),
}
SEARCHED = Text(en="points of a search", zh="搜索所考察的点")
ROLES: dict[Role, Text] = {
    "lever": Text(en="lever", zh="杠杆"),
    "uncertainty": Text(en="uncertainty", zh="不确定因素"),
}
ANSWERS: dict[AnswerKind, Text] = {
    "tornado": Text(en="What moves it, one factor at a time", zh="逐一变动时的影响"),
    "morris": Text(en="Screening: which factors matter at all", zh="筛选：哪些因素有影响"),
    "sobol": Text(en="Shares of the variance", zh="方差贡献"),
    "regional": Text(en="What sets the bad cases apart", zh="不利情形的特征"),
    "discovery": Text(en="When it goes wrong", zh="何时出问题"),
    "comparison": Text(en="Alternatives compared", zh="方案对比"),
    "selection": Text(en="The best alternative, with a guarantee", zh="最优方案（有保证）"),
    "precision": Text(en="How precisely it is known", zh="估计精度"),
    "cheapest": Text(en="The best within the limits", zh="满足限制的最优方案"),
}
DRAWN = Text(en="uncertainty, drawn anew in every replication", zh="不确定因素（每次仿真重新抽取）")
READING: dict[AnswerKind, Text] = {
    "tornado": Text(
        en="Each factor alone goes to its ends, all others stand as in the scenario; every bar is the mean change against the "
        "scenario on common random numbers, the thin line its 95 % interval.",
        zh="每次只把一个因素移到两端，其余保持情景原值；柱为相对原情景的平均变化（公共随机数），细线为 95% 置信区间。",
    ),
    "morris": Text(
        en="Bars: mu*, the mean size of a factor's effects over its range, with 95 % intervals. Below, by the numbers of the bars: the "
        "higher a dot, the more the effect changes with the place from which it is looked at: the factor bends or depends on the "
        "others.",
        zh="柱：mu*，即该因素在其范围内各次基本效应绝对值的均值，含 95% 置信区间。下图编号与柱对应：点越高，效应随所处位置变化越大，"
        "即非线性或与其他因素有交互。",
    ),
    "sobol": Text(
        en="First order: the share of the variance that a factor explains alone. Total: with all its interactions. Thin lines: "
        "95 % intervals (bootstrap).",
        zh="一阶：该因素单独解释的方差占比；总效应：含其全部交互作用。细线为 95% 置信区间（自助法）。",
    ),
    "regional": Text(
        en="The further apart the two curves of a factor, the more its value decides whether a case is a bad one; a factor "
        "whose curves lie together does not matter here.",
        zh="某因素的两条曲线相距越远，其取值越能决定是否为不利情形；两线重合则无关。",
    ),
    "discovery": Text(
        en="Every dot is a point of the study; the frame is the first box, in the two factors that it restricts most (dashed: a "
        "further one). Coverage: the share of all such cases that lie in the box; density: the share of the box's runs that are such.",
        zh="每点为研究中的一个设计点，方框为第一个区域在限制最强的两个因素上的范围（虚线：后续区域）。覆盖率：全部不利情形中落入区域内的占比；"
        "密度：区域内情形中不利者的占比。",
    ),
    "comparison": Text(
        en="Differences are taken replication by replication, on common random numbers. An interval that leaves out zero is a "
        "real difference.",
        zh="逐次配对取差（公共随机数）；区间不含零即为真实差异。",
    ),
    "selection": Text(
        en="All alternatives are replicated until every one but the best can be left out.",
        zh="对所有方案追加仿真，直至除最优方案外均可排除。",
    ),
    "precision": Text(
        en="Points are replicated until the mean is known as precisely as wanted.",
        zh="对各点追加仿真，直至均值达到所需精度。",
    ),
    "cheapest": Text(
        en="The search proposes levers, the simulation tries them. Every dot is a setting that was looked at: the further left the "
        "cheaper, the higher the more surely it keeps the limits (dashed: the wanted share). The winner was tried again on fresh luck.",
        zh="搜索给出杠杆取值并由仿真检验。每点为一个考察过的方案：越靠左成本越低，越靠上满足限制的把握越大（虚线：所要求的占比）。"
        "最终方案另以全新仿真复核。",
    ),
}
"""How to read the picture of an answer."""
