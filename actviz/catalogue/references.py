"""The papers behind the entries: author, title, year, and where to find them."""

from __future__ import annotations

from typing import Final

REFERENCES: Final[dict[str, dict[str, str | int]]] = {
    "barron2017": {
        "author": "Jonathan T. Barron",
        "title": "Continuously Differentiable Exponential Linear Units",
        "year": 2017,
        "arxiv": "1704.07483",
    },
    "barron2021": {
        "author": "Jonathan T. Barron",
        "title": "Squareplus: A Softplus-Like Algebraic Rectifier",
        "year": 2021,
        "arxiv": "2112.11687",
    },
    "blondel2019": {
        "author": "Mathieu Blondel, André F. T. Martins, Vlad Niculae",
        "title": "Learning with Fenchel-Young Losses",
        "year": 2019,
        "arxiv": "1901.02324",
    },
    "bridle1990": {
        "author": "John S. Bridle",
        "title": "Probabilistic Interpretation of Feedforward Classification Network Outputs, with"
        " Relationships to Statistical Pattern Recognition",
        "year": 1990,
        "venue": "Neurocomputing, Springer",
    },
    "broomhead1988": {
        "author": "David S. Broomhead, David Lowe",
        "title": "Multivariable Functional Interpolation and Adaptive Networks",
        "year": 1988,
        "venue": "Complex Systems 2",
    },
    "carlile2017": {
        "author": "Brad Carlile, Guy Delamarter, Paul Kinney, Akiko Marti, Brian Whitney",
        "title": "Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs)",
        "year": 2017,
        "arxiv": "1710.09967",
    },
    "chen2014": {
        "author": "Danqi Chen, Christopher D. Manning",
        "title": "A Fast and Accurate Dependency Parser using Neural Networks",
        "year": 2014,
        "venue": "EMNLP",
    },
    "clevert2015": {
        "author": "Djork-Arné Clevert, Thomas Unterthiner, Sepp Hochreiter",
        "title": "Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)",
        "year": 2015,
        "arxiv": "1511.07289",
    },
    "collobert2004": {
        "author": "Ronan Collobert",
        "title": "Large Scale Machine Learning",
        "year": 2004,
        "venue": "PhD thesis, Université Paris VI",
    },
    "courbariaux2015": {
        "author": "Matthieu Courbariaux, Yoshua Bengio, Jean-Pierre David",
        "title": "BinaryConnect: Training Deep Neural Networks with Binary Weights during "
        "Propagations",
        "year": 2015,
        "arxiv": "1511.00363",
    },
    "donoho1994": {
        "author": "David L. Donoho, Iain M. Johnstone",
        "title": "Ideal Spatial Adaptation by Wavelet Shrinkage",
        "year": 1994,
        "venue": "Biometrika 81",
    },
    "dugas2000": {
        "author": "Charles Dugas, Yoshua Bengio, François Bélisle, Claude Nadeau, René Garcia",
        "title": "Incorporating Second-Order Functional Knowledge for Better Option Pricing",
        "year": 2000,
        "venue": "NIPS",
    },
    "elliott1993": {
        "author": "David L. Elliott",
        "title": "A Better Activation Function for Artificial Neural Networks",
        "year": 1993,
        "venue": "Technical report, University of Maryland",
    },
    "fukushima1969": {
        "author": "Kunihiko Fukushima",
        "title": "Visual Feature Extraction by a Multilayered Network of Analog Threshold Elements",
        "year": 1969,
        "venue": "IEEE Transactions on Systems Science and Cybernetics 5",
    },
    "gomes2008": {
        "author": "Gecynalda S. da S. Gomes, Teresa B. Ludermir",
        "title": "Complementary Log-Log and Probit: Activation Functions Implemented in Artificial"
        " Neural Networks",
        "year": 2008,
        "venue": "HIS",
    },
    "he2015": {
        "author": "Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun",
        "title": "Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet "
        "Classification",
        "year": 2015,
        "arxiv": "1502.01852",
    },
    "hendrycks2016": {
        "author": "Dan Hendrycks, Kevin Gimpel",
        "title": "Gaussian Error Linear Units (GELUs)",
        "year": 2016,
        "arxiv": "1606.08415",
    },
    "howard2019": {
        "author": "Andrew Howard and others",
        "title": "Searching for MobileNetV3",
        "year": 2019,
        "arxiv": "1905.02244",
    },
    "huang2024": {
        "author": "Allen Hao Huang, Imanol Schlag",
        "title": "Deriving Activation Functions Using Integration",
        "year": 2024,
        "arxiv": "2411.13010",
    },
    "klambauer2017": {
        "author": "Günter Klambauer, Thomas Unterthiner, Andreas Mayr, Sepp Hochreiter",
        "title": "Self-Normalizing Neural Networks",
        "year": 2017,
        "arxiv": "1706.02515",
    },
    "konda2014": {
        "author": "Kishore Konda, Roland Memisevic, David Krueger",
        "title": "Zero-bias Autoencoders and the Benefits of Co-adapting Features",
        "year": 2014,
        "arxiv": "1402.3337",
    },
    "krizhevsky2010": {
        "author": "Alex Krizhevsky",
        "title": "Convolutional Deep Belief Networks on CIFAR-10",
        "year": 2010,
        "venue": "Manuscript, University of Toronto",
    },
    "lecun1998": {
        "author": "Yann LeCun, Léon Bottou, Genevieve B. Orr, Klaus-Robert Müller",
        "title": "Efficient BackProp",
        "year": 1998,
        "venue": "Neural Networks: Tricks of the Trade",
    },
    "liu2020": {
        "author": "Xinyu Liu, Xiaoguang Di",
        "title": "TanhExp: A Smooth Activation Function with High Convergence Speed for "
        "Lightweight Neural Networks",
        "year": 2020,
        "arxiv": "2003.09855",
    },
    "ma2022": {
        "author": "Xuezhe Ma and others",
        "title": "Mega: Moving Average Equipped Gated Attention",
        "year": 2022,
        "arxiv": "2209.10655",
    },
    "maas2013": {
        "author": "Andrew L. Maas, Awni Y. Hannun, Andrew Y. Ng",
        "title": "Rectifier Nonlinearities Improve Neural Network Acoustic Models",
        "year": 2013,
        "venue": "ICML workshop",
    },
    "mcculloch1943": {
        "author": "Warren S. McCulloch, Walter Pitts",
        "title": "A Logical Calculus of the Ideas Immanent in Nervous Activity",
        "year": 1943,
        "venue": "Bulletin of Mathematical Biophysics 5",
    },
    "misra2019": {
        "author": "Diganta Misra",
        "title": "Mish: A Self Regularized Non-Monotonic Activation Function",
        "year": 2019,
        "arxiv": "1908.08681",
    },
    "nag2021": {
        "author": "Sayan Nag, Mayukh Bhattacharyya",
        "title": "Serf: Towards Better Training of Deep Neural Networks using Log-Softplus ERror "
        "Activation Function",
        "year": 2021,
        "arxiv": "2108.09598",
    },
    "naveen2022": {
        "author": "Philip Naveen",
        "title": "Phish: A Novel Hyper-Optimizable Activation Function",
        "year": 2022,
    },
    "noel2021": {
        "author": "Mathew Mithra Noel and others",
        "title": "Growing Cosine Unit: A Novel Oscillatory Activation Function That Can Speedup "
        "Training and Reduce Parameters in Convolutional Neural Networks",
        "year": 2021,
        "arxiv": "2108.12943",
    },
    "parascandolo2016": {
        "author": "Giambattista Parascandolo, Heikki Huttunen, Tuomas Virtanen",
        "title": "Taming the Waves: Sine as Activation Function in Deep Neural Networks",
        "year": 2016,
    },
    "ramachandran2017": {
        "author": "Prajit Ramachandran, Barret Zoph, Quoc V. Le",
        "title": "Searching for Activation Functions",
        "year": 2017,
        "arxiv": "1710.05941",
    },
    "roy2019": {
        "author": "Swalpa Kumar Roy and others",
        "title": "LiSHT: Non-Parametric Linearly Scaled Hyperbolic Tangent Activation Function for"
        " Neural Networks",
        "year": 2019,
        "arxiv": "1901.05894",
    },
    "so2021": {
        "author": "David R. So and others",
        "title": "Primer: Searching for Efficient Transformers for Language Modeling",
        "year": 2021,
        "arxiv": "2109.08668",
    },
    "valles2023": {
        "author": "Iván Vallés-Pérez and others",
        "title": "Empirical Study of the Modulus as Activation Function in Computer Vision "
        "Applications",
        "year": 2023,
        "arxiv": "2301.05993",
    },
    "verhulst1838": {
        "author": "Pierre-François Verhulst",
        "title": "Notice sur la loi que la population suit dans son accroissement",
        "year": 1838,
        "venue": "Correspondance mathématique et physique 10",
    },
    "wang2022": {
        "author": "Xueliang Wang, Honge Ren, Achuan Wang",
        "title": "Smish: A Novel Activation Function for Deep Learning Methods",
        "year": 2022,
        "venue": "Electronics 11",
    },
    "wu2020": {
        "author": "Hao Wu, Patrick Judd, Xiaojie Zhang, Mikhail Isaev, Paulius Micikevicius",
        "title": "Integer Quantization for Deep Learning Inference: Principles and Empirical "
        "Evaluation",
        "year": 2020,
        "arxiv": "2004.09602",
    },
    "zhu2021": {
        "author": "Hegui Zhu, Huimin Zeng, Jinhai Liu, Xiangde Zhang",
        "title": "Logish: A New Nonlinear Nonmonotonic Activation Function for Convolutional "
        "Neural Network",
        "year": 2021,
        "venue": "Neurocomputing 458",
    },
    "ziyin2020": {
        "author": "Liu Ziyin, Tilman Hartwig, Masahito Ueda",
        "title": "Neural Networks Fail to Learn Periodic Functions and How to Fix It",
        "year": 2020,
        "arxiv": "2006.08195",
    },
}
