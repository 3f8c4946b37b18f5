"""Where the functions come from: one entry a paper, in the fields that BibTeX knows.

``arxiv`` is the identifier at arXiv. A field that could not be confirmed is left out; an entry that
could not be confirmed as a whole is marked ``unconfirmed``.
"""

# ruff: noqa: C408 - a row reads like the entry it becomes

from __future__ import annotations

from typing import Final

REFERENCES: Final[dict[str, dict[str, str | int]]] = {
    "barron2017": dict(
        author="Barron, Jonathan T.",
        title="Continuously Differentiable Exponential Linear Units",
        year=2017,
        arxiv="1704.07483",
    ),
    "barron2021": dict(
        author="Barron, Jonathan T.",
        title="Squareplus: A Softplus-Like Algebraic Rectifier",
        year=2021,
        arxiv="2112.11687",
    ),
    "blondel2019": dict(
        author="Blondel, Mathieu and Martins, André F. T. and Niculae, Vlad",
        title="Learning with Fenchel-Young Losses",
        year=2019,
        arxiv="1901.02324",
    ),
    "bridle1990": dict(
        author="Bridle, John S.",
        title="Probabilistic Interpretation of Feedforward Classification Network Outputs, with "
        "Relationships to Statistical Pattern Recognition",
        year=1990,
        venue="Neurocomputing: Algorithms, Architectures and Applications, Springer",
    ),
    "broomhead1988": dict(
        author="Broomhead, David S. and Lowe, David",
        title="Multivariable Functional Interpolation and Adaptive Networks",
        year=1988,
        venue="Complex Systems 2",
    ),
    "cao2018": dict(
        author="Cao, Jiale and Pang, Yanwei and Li, Xuelong and Liang, Jingkun",
        title="Randomly translational activation inspired by the input distributions of ReLU",
        year=2018,
        venue="Neurocomputing 275",
    ),
    "carlile2017": dict(
        author="Carlile, Brad and Delamarter, Guy and Kinney, Paul and Marti, Akiko and "
        "Whitney, Brian",
        title="Improving Deep Learning by Inverse Square Root Linear Units (ISRLUs)",
        year=2017,
        arxiv="1710.09967",
    ),
    "chen2014": dict(
        author="Chen, Danqi and Manning, Christopher D.",
        title="A Fast and Accurate Dependency Parser using Neural Networks",
        year=2014,
        venue="EMNLP",
    ),
    "chernodub2016": dict(
        author="Chernodub, Artem and Nowicki, Dimitri",
        title="Norm-preserving Orthogonal Permutation Linear Unit Activation Functions (OPLU)",
        year=2016,
        arxiv="1604.02313",
    ),
    "clevert2015": dict(
        author="Clevert, Djork-Arné and Unterthiner, Thomas and Hochreiter, Sepp",
        title="Fast and Accurate Deep Network Learning by Exponential Linear Units (ELUs)",
        year=2015,
        arxiv="1511.07289",
    ),
    "collobert2004": dict(
        author="Collobert, Ronan",
        title="Large Scale Machine Learning",
        year=2004,
        venue="PhD thesis, Université Paris VI",
    ),
    "courbariaux2015": dict(
        author="Courbariaux, Matthieu and Bengio, Yoshua and David, Jean-Pierre",
        title="BinaryConnect: Training Deep Neural Networks with binary weights during "
        "propagations",
        year=2015,
        arxiv="1511.00363",
    ),
    "dauphin2016": dict(
        author="Dauphin, Yann N. and Fan, Angela and Auli, Michael and Grangier, David",
        title="Language Modeling with Gated Convolutional Networks",
        year=2016,
        arxiv="1612.08083",
    ),
    "debrebisson2015": dict(
        author="de Brébisson, Alexandre and Vincent, Pascal",
        title="An Exploration of Softmax Alternatives Belonging to the Spherical Loss Family",
        year=2015,
        arxiv="1511.05042",
    ),
    "donoho1994": dict(
        author="Donoho, David L. and Johnstone, Iain M.",
        title="Ideal Spatial Adaptation by Wavelet Shrinkage",
        year=1994,
        venue="Biometrika 81(3)",
    ),
    "dubey2018": dict(
        author="Dubey, Shiv Ram and Chakraborty, Soumendu",
        title="Average Biased ReLU Based CNN Descriptor for Improved Face Retrieval",
        year=2018,
        arxiv="1804.02051",
    ),
    "dugas2000": dict(
        author="Dugas, Charles and Bengio, Yoshua and Bélisle, François and Nadeau, Claude and "
        "Garcia, René",
        title="Incorporating Second-Order Functional Knowledge for Better Option Pricing",
        year=2000,
        venue="NIPS",
    ),
    "eidnes2017": dict(
        author="Eidnes, Lars and Nøkland, Arild",
        title="Shifting Mean Activation Towards Zero with Bipolar Activation Functions",
        year=2017,
        arxiv="1709.04054",
    ),
    "elakkiya2024": dict(
        author="Elakkiya, M. K. and Dejey",
        title="Novel deep learning models with novel integrated activation functions for autism "
        "screening: AutiNet and MinAutiNet",
        year=2024,
        venue="Expert Systems with Applications 238",
    ),
    "elhage2022": dict(
        author="Elhage, Nelson and others",
        title="Softmax Linear Units",
        year=2022,
        venue="Transformer Circuits Thread",
    ),
    "elliott1993": dict(
        author="Elliott, David L.",
        title="A Better Activation Function for Artificial Neural Networks",
        year=1993,
        venue="Technical report, Institute for Systems Research, University of Maryland",
    ),
    "fukushima1969": dict(
        author="Fukushima, Kunihiko",
        title="Visual Feature Extraction by a Multilayered Network of Analog Threshold Elements",
        year=1969,
        venue="IEEE Transactions on Systems Science and Cybernetics 5(4)",
    ),
    "godin2017": dict(
        author="Godin, Fréderic and Degrave, Jonas and Dambre, Joni and De Neve, Wesley",
        title="Dual Rectified Linear Units (DReLUs): A Replacement for Tanh Activation Functions "
        "in Quasi-Recurrent Neural Networks",
        year=2017,
        arxiv="1707.08214",
    ),
    "gomes2008": dict(
        author="Gomes, Gecynalda S. da S. and Ludermir, Teresa B.",
        title="Complementary Log-Log and Probit: Activation Functions Implemented in Artificial "
        "Neural Networks",
        year=2008,
        venue="International Conference on Hybrid Intelligent Systems",
    ),
    "goodfellow2013": dict(
        author="Goodfellow, Ian J. and Warde-Farley, David and Mirza, Mehdi and "
        "Courville, Aaron and Bengio, Yoshua",
        title="Maxout Networks",
        year=2013,
        arxiv="1302.4389",
    ),
    "he2015": dict(
        author="He, Kaiming and Zhang, Xiangyu and Ren, Shaoqing and Sun, Jian",
        title="Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet "
        "Classification",
        year=2015,
        arxiv="1502.01852",
    ),
    "hendrycks2016": dict(
        author="Hendrycks, Dan and Gimpel, Kevin",
        title="Gaussian Error Linear Units (GELUs)",
        year=2016,
        arxiv="1606.08415",
    ),
    "howard2019": dict(
        author="Howard, Andrew and others",
        title="Searching for MobileNetV3",
        year=2019,
        arxiv="1905.02244",
    ),
    "huang2024": dict(
        author="Huang, Allen Hao and Schlag, Imanol",
        title="Deriving Activation Functions Using Integration",
        year=2024,
        arxiv="2411.13010",
    ),
    "huanggating2024": dict(
        author="Huang, Allen Hao",
        title="Expanded Gating Ranges Improve Activation Functions",
        year=2024,
        arxiv="2405.20768",
    ),
    "jang2016": dict(
        author="Jang, Eric and Gu, Shixiang and Poole, Ben",
        title="Categorical Reparameterization with Gumbel-Softmax",
        year=2016,
        arxiv="1611.01144",
    ),
    "jiang2018": dict(
        author="Jiang, Xiaoheng and Pang, Yanwei and Li, Xuelong and Pan, Jing and Xie, Yinghong",
        title="Deep neural networks with Elastic Rectified Linear Units for object recognition",
        year=2018,
        venue="Neurocomputing 275",
    ),
    "kanai2018": dict(
        author="Kanai, Sekitoshi and Fujiwara, Yasuhiro and Yamanaka, Yuki and Adachi, Shuichi",
        title="Sigsoftmax: Reanalysis of the Softmax Bottleneck",
        year=2018,
        arxiv="1805.10829",
    ),
    "kim2020": dict(
        author="Kim, Daeho and Kim, Jinah and Kim, Jaeil",
        title="Elastic exponential linear units for convolutional neural networks",
        year=2020,
        venue="Neurocomputing 406",
    ),
    "klambauer2017": dict(
        author="Klambauer, Günter and Unterthiner, Thomas and Mayr, Andreas and Hochreiter, Sepp",
        title="Self-Normalizing Neural Networks",
        year=2017,
        arxiv="1706.02515",
    ),
    "kligvasser2017": dict(
        author="Kligvasser, Idan and Rott Shaham, Tamar and Michaeli, Tomer",
        title="xUnit: Learning a Spatial Activation Function for Efficient Image Restoration",
        year=2017,
        arxiv="1711.06445",
    ),
    "konda2014": dict(
        author="Konda, Kishore and Memisevic, Roland and Krueger, David",
        title="Zero-bias autoencoders and the benefits of co-adapting features",
        year=2014,
        arxiv="1402.3337",
    ),
    "krizhevsky2010": dict(
        author="Krizhevsky, Alex",
        title="Convolutional Deep Belief Networks on CIFAR-10",
        year=2010,
        venue="Unpublished manuscript",
    ),
    "kunc2024": dict(
        author="Kunc, Vladimír and Kléma, Jiří",
        title="Three Decades of Activations: A Comprehensive Survey of 400 Activation Functions "
        "for Neural Networks",
        year=2024,
        arxiv="2402.09092",
    ),
    "lecun1998": dict(
        author="LeCun, Yann and Bottou, Léon and Orr, Genevieve B. and Müller, Klaus-Robert",
        title="Efficient BackProp",
        year=1998,
        venue="Neural Networks: Tricks of the Trade, Springer",
    ),
    "liu2020": dict(
        author="Liu, Xinyu and Di, Xiaoguang",
        title="TanhExp: A Smooth Activation Function with High Convergence Speed for Lightweight "
        "Neural Networks",
        year=2020,
        arxiv="2003.09855",
    ),
    "ma2020": dict(
        author="Ma, Ningning and Zhang, Xiangyu and Liu, Ming and Sun, Jian",
        title="Activate or Not: Learning Customized Activation",
        year=2020,
        arxiv="2009.04759",
    ),
    "ma2022": dict(
        author="Ma, Xuezhe and others",
        title="Mega: Moving Average Equipped Gated Attention",
        year=2022,
        arxiv="2209.10655",
    ),
    "maas2013": dict(
        author="Maas, Andrew L. and Hannun, Awni Y. and Ng, Andrew Y.",
        title="Rectifier Nonlinearities Improve Neural Network Acoustic Models",
        year=2013,
        venue="ICML Workshop on Deep Learning for Audio, Speech and Language Processing",
    ),
    "mafunnel2020": dict(
        author="Ma, Ningning and Zhang, Xiangyu and Sun, Jian",
        title="Funnel Activation for Visual Recognition",
        year=2020,
        arxiv="2007.11824",
    ),
    "martins2016": dict(
        author="Martins, André F. T. and Astudillo, Ramón Fernandez",
        title="From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label "
        "Classification",
        year=2016,
        arxiv="1602.02068",
    ),
    "mathworks2024": dict(
        author="The MathWorks",
        title="Deep Learning Toolbox: radbasn, the normalized radial basis transfer function",
        year=2024,
        venue="MATLAB documentation",
    ),
    "mcculloch1943": dict(
        author="McCulloch, Warren S. and Pitts, Walter",
        title="A Logical Calculus of the Ideas Immanent in Nervous Activity",
        year=1943,
        venue="Bulletin of Mathematical Biophysics 5",
    ),
    "miller2023": dict(
        author="Miller, Evan",
        title="Attention Is Off By One",
        year=2023,
        venue="Blog",
    ),
    "misra2019": dict(
        author="Misra, Diganta",
        title="Mish: A Self Regularized Non-Monotonic Activation Function",
        year=2019,
        arxiv="1908.08681",
    ),
    "nag2021": dict(
        author="Nag, Sayan and Bhattacharyya, Mayukh",
        title="SERF: Towards better training of deep neural networks using log-Softplus ERror "
        "activation Function",
        year=2021,
        arxiv="2108.09598",
    ),
    "nair2010": dict(
        author="Nair, Vinod and Hinton, Geoffrey E.",
        title="Rectified Linear Units Improve Restricted Boltzmann Machines",
        year=2010,
        venue="International Conference on Machine Learning",
    ),
    "naveen2022": dict(
        author="Naveen, Philip",
        title="Phish: A Novel Hyper-Optimizable Activation Function",
        year=2022,
        venue="TechRxiv",
    ),
    "noel2021": dict(
        author="Noel, Mathew Mithra and others",
        title="Growing Cosine Unit: A Novel Oscillatory Activation Function That Can Speedup "
        "Training and Reduce Parameters in Convolutional Neural Networks",
        year=2021,
        arxiv="2108.12943",
    ),
    "oord2016": dict(
        author="van den Oord, Aäron and Kalchbrenner, Nal and Vinyals, Oriol and "
        "Espeholt, Lasse and Graves, Alex and Kavukcuoglu, Koray",
        title="Conditional Image Generation with PixelCNN Decoders",
        year=2016,
        arxiv="1606.05328",
    ),
    "openai2025": dict(
        author="OpenAI",
        title="gpt-oss-120b & gpt-oss-20b Model Card",
        year=2025,
        arxiv="2508.10925",
    ),
    "parascandolo2016": dict(
        author="Parascandolo, Giambattista and Huttunen, Heikki and Virtanen, Tuomas",
        title="Taming the Waves: Sine as Activation Function in Deep Neural Networks",
        year=2016,
    ),
    "peters2019": dict(
        author="Peters, Ben and Niculae, Vlad and Martins, André F. T.",
        title="Sparse Sequence-to-Sequence Models",
        year=2019,
        arxiv="1905.05702",
    ),
    "ramachandran2017": dict(
        author="Ramachandran, Prajit and Zoph, Barret and Le, Quoc V.",
        title="Searching for Activation Functions",
        year=2017,
        arxiv="1710.05941",
    ),
    "roy2019": dict(
        author="Roy, Swalpa Kumar and others",
        title="LiSHT: Non-Parametric Linearly Scaled Hyperbolic Tangent Activation Function for "
        "Neural Networks",
        year=2019,
        arxiv="1901.05894",
    ),
    "sabour2017": dict(
        author="Sabour, Sara and Frosst, Nicholas and Hinton, Geoffrey E.",
        title="Dynamic Routing Between Capsules",
        year=2017,
        arxiv="1710.09829",
    ),
    "salimans2017": dict(
        author="Salimans, Tim and Karpathy, Andrej and Chen, Xi and Kingma, Diederik P.",
        title="PixelCNN++: Improving the PixelCNN with Discretized Logistic Mixture Likelihood and "
        "Other Modifications",
        year=2017,
        arxiv="1701.05517",
    ),
    "shang2016": dict(
        author="Shang, Wenling and Sohn, Kihyuk and Almeida, Diogo and Lee, Honglak",
        title="Understanding and Improving Convolutional Neural Networks via Concatenated "
        "Rectified Linear Units",
        year=2016,
        arxiv="1603.05201",
    ),
    "shazeer2020": dict(
        author="Shazeer, Noam",
        title="GLU Variants Improve Transformer",
        year=2020,
        arxiv="2002.05202",
    ),
    "shridhar2019": dict(
        author="Shridhar, Kumar and others",
        title="ProbAct: A Probabilistic Activation Function for Deep Neural Networks",
        year=2019,
        arxiv="1905.10761",
    ),
    "so2021": dict(
        author="So, David R. and Mańke, Wojciech and Liu, Hanxiao and Dai, Zihang and "
        "Shazeer, Noam and Le, Quoc V.",
        title="Primer: Searching for Efficient Transformers for Language Modeling",
        year=2021,
        arxiv="2109.08668",
    ),
    "tanaka2018": dict(
        author="Tanaka, Masayuki",
        title="Weighted Sigmoid Gate Unit for an Activation Function of Deep Neural Network",
        year=2018,
    ),
    "valles2023": dict(
        author="Vallés-Pérez, Iván and others",
        title="Empirical study of the modulus as activation function in computer vision "
        "applications",
        year=2023,
        arxiv="2301.05993",
    ),
    "verhulst1838": dict(
        author="Verhulst, Pierre-François",
        title="Notice sur la loi que la population suit dans son accroissement",
        year=1838,
        venue="Correspondance mathématique et physique 10",
    ),
    "wang2022": dict(
        author="Wang, Xueliang and Ren, Honge and Wang, Achuan",
        title="Smish: A Novel Activation Function for Deep Learning Methods",
        year=2022,
        venue="Electronics 11(4)",
    ),
    "wu2020": dict(
        author="Wu, Hao and Judd, Patrick and Zhang, Xiaojie and Isaev, Mikhail and "
        "Micikevicius, Paulius",
        title="Integer Quantization for Deep Learning Inference: Principles and Empirical "
        "Evaluation",
        year=2020,
        arxiv="2004.09602",
    ),
    "wuraola2021": dict(
        author="Wuraola, Adedamola and Patel, Nitish and Nguang, Sing Kiong",
        title="Efficient activation functions for embedded inference engines",
        year=2021,
        venue="Neurocomputing 442",
    ),
    "xiao2019": dict(
        author="Xiao, Chang and Zhong, Peilin and Zheng, Changxi",
        title="Enhancing Adversarial Defense by k-Winners-Take-All",
        year=2019,
        arxiv="1905.10510",
    ),
    "xu2015": dict(
        author="Xu, Bing and Wang, Naiyan and Chen, Tianqi and Li, Mu",
        title="Empirical Evaluation of Rectified Activations in Convolutional Network",
        year=2015,
        arxiv="1505.00853",
    ),
    "zhou2017": dict(
        author="Zhou, Guorui and others",
        title="Deep Interest Network for Click-Through Rate Prediction",
        year=2017,
        arxiv="1706.06978",
    ),
    "zhu2021": dict(
        author="Zhu, Hegui and Zeng, Huimin and Liu, Jinhai and Zhang, Xiangde",
        title="Logish: A New Nonlinear Nonmonotonic Activation Function for Convolutional Neural "
        "Network",
        year=2021,
        venue="Neurocomputing",
    ),
    "ziyin2020": dict(
        author="Ziyin, Liu and Hartwig, Tilman and Ueda, Masahito",
        title="Neural Networks Fail to Learn Periodic Functions and How to Fix It",
        year=2020,
        arxiv="2006.08195",
    ),
}
