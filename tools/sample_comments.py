"""What the invented people of `input_samples/` write about one another beside their ratings."""

from random import Random

from sample_people import MODEL, RATED, Answers, Person, chance

# What colleagues praise / wish, in the order of the rated competencies.
BY_COLLEAGUES = """
目标定得高，还能带着大家一起冲；完成任务后还会自己加码；对业绩有股不服输的劲头；年初的目标没等催就分解好了 \
/ 希望季度目标再往上提一提；完成任务后容易松一口气；可以主动挑一两个难啃的项目；对自己的要求可以再高一些
单子再难也从不抱怨；丢了标第二天照样去拜访客户；被客户拒绝几次也不泄气；压力大的时候反而最沉得住气 \
/ 遇到挫折时可以早点找大家商量；项目不顺时情绪低落得有点久；被批评后别往心里去，说开就好；丢单之后复盘可以再快一些
开会时能把复杂的事讲明白；听别人说话很专心，不抢话；和客户讲方案通俗易懂；电话里几句话就能把事情说清楚 \
/ 沟通时希望多听听一线的想法；汇报时先讲结论会更好；有时话说到一半就走了，对方没听懂；有不同意见可以当面说出来
写的方案拿来就能用；会议纪要又快又准；邮件条理清楚，一看就懂；投标文件几乎不用返工 \
/ 交接材料可以写得更细一些；报告偏长，重点不够突出；周报里的数据最好注明来源；公文格式还要再规范一些
和大家相处融洽，有事愿意帮忙；新同事有问题都愿意来请教；待人真诚，说话让人舒服；各个部门都有熟人，办事顺当 \
/ 平时可以多和其他组走动走动；人有点内向，聚在一起时可以多聊聊；对不熟的同事略显生分；午休时也可以和大家坐坐
答应的事从来不用催；布置下来的工作当天就有回音；再琐碎的事也做得一丝不苟；节点抓得紧，很少拖期 \
/ 有些任务进度更新不够及时；事情一多容易顾此失彼；接任务时最好先确认清楚要求；收尾工作有时拖得久了一点
忙起来也不急不躁；客户发火时还能笑着把事办完；遇到扯皮也能心平气和；再急的单子也不乱阵脚 \
/ 赶进度时语气可以再缓和一些；着急的时候容易打断别人；心情不好会写在脸上；被质疑时先别急着反驳
跨部门的事协调得最让人放心；几家意见不一时总能找到折中办法；会替别的部门着想，大家愿意配合；割接那次各方衔接得很顺 \
/ 需要多部门配合时希望早点通知；遇到分歧不必自己扛，可以拉个会；和后台部门的衔接还要再紧一些；分工最好一开始就写下来
行业动态总是第一个分享给大家；竞争对手的报价打听得很细；客户台账随时查随时有；招标信息总能提前知道 \
/ 客户侧的变化希望更早同步给团队；信息多靠客户自己说，渠道少了些；收集的资料可以整理后放到共享盘；对竞争对手的动作不够敏感
对客户的需求看得很准；能听出客户没说出口的想法；预算和工期估得八九不离十；提前半年就看到了扩容的机会 \
/ 做计划前可以多做一轮需求调研；客户说什么就记什么，可以多问几个为什么；项目收益可以算得更细一些；大项目前期分析有点仓促
方案总能结合客户的实际情况；几种方案的利弊讲得明明白白；云网融合的方案客户评价很高；定价留有余地，谈起来主动 \
/ 方案里可以多给客户几种选择；方案的套话多了一点；和技术同事提前对一遍会更稳妥；报价依据可以写得更清楚
敢于主动上门，开口能力强；今年开了好几家新客户；演示讲得生动，客户愿意听；谈判时进退有度 \
/ 新客户拜访可以再主动一些；等客户找上门的时候多；演示前可以多演练一遍；谈价格时让步快了些
老客户都愿意继续签约；交付后还记得按月回访；客户有抱怨第一时间赶到现场；合同到期前三个月就开始准备 \
/ 交付之后的回访可以更有规律；客户资料更新得有点慢；到期的合同可以早点去谈；客户投诉后的反馈要跟到底
客户关系维护得细致周到；客户换了负责人，很快又熟悉起来；逢年过节都记得问候客户；客户单位上上下下都很熟 \
/ 和客户决策层的往来可以再多一些；关系多停在经办人这一层；可以多请客户参加公司的活动；重点客户最好每季度见一次面
"""
COLLEAGUES = {
    c.id: tuple(part.strip().split("；") for part in line.split(" / "))
    for c, line in zip(RATED, BY_COLLEAGUES.strip().splitlines(), strict=True)
}

# Longer ones: who wrote them, of whom. Names in them are illegible in the reports.
SAID = {
    ("000527", "000318"): """\
我们一起做了全年最大的两个政务项目。前期谈判时他能沉住气，把客户最在意的几件事逐条问清楚，再回来组织方案；\
投标前一周需求变了三次，他没有一句抱怨，连夜和大家把方案改完。

想提一点建议：项目多的时候，他习惯自己把材料改到最后一刻，大家插不上手。如果能早一点把分工和时间点定下来，\
哪怕只写半页纸，后面会从容很多，新人也能跟着学到东西。""",
    ("000744", "000318"): "遇到跨部门扯皮的事，他出面基本都能解决。书面汇报可以再精炼一些，领导往往只看第一页。",
    ("001355", "000318"): "带队拜访时会把机会让给年轻人，事后还会一条一条地点评，收获很大。",
    ("002417", "000318"): "希望能多安排一些内部分享，把大客户谈判的经验讲给我们听。",
    ("000527", "001588"): "这半年进步明显，和客户沟通很有亲和力。主动开拓还差一口气，建议跟着石振华多跑几次新客户。",
    ("000744", "001588"): """\
优点很突出：开会时能把不同意见归拢到一起，让大家都觉得被听到了，客户也愿意和她说实话。

不足也要说一说：
一是拜访计划常常排得太满，真正谈到业务的时间不多；
二是方案依赖技术支撑部门，自己先想一步会更好；
三是签约后的材料归档不及时，年底集中补很辛苦。

总的来说是一位值得培养的同事，如果明年能独立负责一个完整的项目，成长会更快。""",
    ("001206", "001588"): "合作愉快，反馈及时。方案初稿可以再打磨一遍再发出来。",
    ("001355", "001588"): "沟通没有问题，但推动别的部门时不够坚决，事情容易拖。",
    ("002693", "001588"): "经常主动问我需不需要帮忙，很温暖。",
    ("001206", "002417"): "执行力强，交办的事都有回音；和客户高层打交道时还有些紧张。",
    ("001588", "002417"): "年轻有冲劲，建议多积累行业知识。",
    ("000908", "000715"): """\
方案能力在部门里数一数二，好几次评审一次通过。平时话不多，总说“还差得远”，其实他做的东西大家都很认可。

建议他在评审会和客户面前更自信一些，把自己的判断讲出来。""",
    ("001317", "000715"): "请教问题时总是讲得很耐心，还会把资料整理好发过来。",
    ("001624", "000715"): "对自己要求高，有时太谦虚了。和魏嘉禾搭档的那个项目做得特别好，可以在部门里推广。",
    ("002519", "000715"): "赶方案的那几天容易着急，其他时候都很好相处。",
    ("000715", "001317"): "韧劲足，丢过两次的客户第三次还是拿下来了。",
    ("000908", "001317"): "做事踏实，汇报时可以先讲结论。",
    ("002760", "001317"): "愿意带新人，跟着跑了几次客户，学到了很多。",
}
OFTEN = 0.75  # how many write something
ONLY_SAID = ("002417",)  # people of whom nobody else writes: too few to be shown

# What people write on their own forms.
OWN = {
    "000318": {"writing": "公文写作还要下功夫，明年计划参加一次培训", "coordination": "今年牵头了三个跨部门项目"},
    "001588": {"proactive_selling": "拜访量够了，成单率不高，想请有经验的同事带一带"},
    "000871": {"communication": "自认为与客户沟通顺畅", "coordination": "各部门都配合得不错", "emotional_control": "压力再大也能保持平稳"},
    "000715": {"solution_design": "方案还停留在模仿阶段", "information_gathering": "行业信息掌握得还不够系统"},
    "001317": {"resilience": "两次丢标之后总结了经验，最终签约"},
}  # fmt: skip

_said: set[tuple[str, str]] = set()  # person and text


def overall_comment(rater: Person, p: Person, given: Answers) -> str | None:
    """What a colleague writes at the end of a row about the person as a whole, if anything."""
    said, draw = SAID.get((rater.id, p.id)), chance("comment", rater.id, p.id)
    if said is not None or p.id in ONLY_SAID or draw.random() > OFTEN:
        return said
    return "".join(f"{text}。" for text in _remarks(draw, p, given).values()) or None


def item_comments(rater: str, p: Person, given: Answers) -> dict[str, str]:
    """Remarks on the competencies that stand out: one praise, one wish at most."""
    draw = chance("comment", rater, p.id)
    return {} if p.id in ONLY_SAID or draw.random() > OFTEN else _remarks(draw, p, given)


def _remarks(draw: Random, p: Person, given: Answers) -> dict[str, str]:
    """A praise of something that attains the standard and is rated highest, and a wish about the lowest far below it; what
    somebody has said of the person already is not said again.
    """
    rated = {item: rating for item, rating in given.items() if rating is not None}
    best, worst = max(rated.values(), default=0), min(rated.values(), default=MODEL.standard)
    found: dict[str, str] = {}
    for which, extreme, apt in ((0, best, best >= MODEL.standard), (1, worst, worst < MODEL.standard - 1)):
        new = [
            (item, text)
            for item, rating in rated.items()
            for text in COLLEAGUES[item][which]
            if rating == extreme and (p.id, text) not in _said
        ]
        if apt and new:
            item, text = draw.choice(new)
            found[item] = text
            _said.add((p.id, text))
    return found
