"""Where the functions come from: one entry a paper, in the fields that BibTeX knows.

``arxiv`` is the identifier at arXiv. A field that could not be confirmed is left out; an entry that
could not be confirmed as a whole is marked ``unconfirmed``.
"""

# ruff: noqa: C408 - a row reads like the entry it becomes

from __future__ import annotations

from typing import Final

REFERENCES: Final[dict[str, dict[str, str | int]]] = {
    "abdelnabi2023": dict(
        author="Abdel-Nabi, Heba and Al-Naymat, Ghazi and Ali, Mostafa Z. and Awajan, Arafat",
        title="HcLSH: A Novel Non-Linear Monotonic Activation Function for Deep Learning Methods",
        year=2023,
        venue="IEEE Access 11",
    ),
    "abdool2023": dict(
        author="Abdool, Maryam and Dear, Tony",
        title="Swim: A General-Purpose, High-Performing, and Efficient Activation Function for "
        "Locomotion Control Tasks",
        year=2023,
        arxiv="2303.02640",
    ),
    "adem2022": dict(
        author="Adem, Kemal",
        title="P+FELU: Flexible and trainable fast exponential linear unit for deep learning "
        "architectures",
        year=2022,
        venue="Neural Computing and Applications 34",
        url="https://doi.org/10.1007/s00521-022-07625-3",
    ),
    "agostinelli2014": dict(
        author="Agostinelli, Forest and Hoffman, Matthew and Sadowski, Peter and Baldi, Pierre",
        title="Learning Activation Functions to Improve Deep Neural Networks",
        year=2014,
        arxiv="1412.6830",
    ),
    "alcaide2018": dict(
        author="Alcaide, Eric",
        title="E-swish: Adjusting Activations to Different Network Depths",
        year=2018,
        arxiv="1801.07145",
    ),
    "alexandridis2024": dict(
        author="Alexandridis, Konstantinos Panagiotis and Deng, Jiankang and Nguyen, Anh and Luo, "
        "Shan",
        title="Adaptive Parametric Activation",
        year=2024,
        arxiv="2407.08567",
    ),
    "arandaordaz1981": dict(
        author="Aranda-Ordaz, Francisco J.",
        title="On Two Families of Transformations to Additivity for Binary Response Data",
        year=1981,
        venue="Biometrika 68",
    ),
    "ardehkhani2022": dict(
        author="Ardehkhani, Pouya and Ardehkhani, Pegah",
        title="ActTensor: Activation Functions for TensorFlow",
        year=2022,
        venue="ActTensor, source code",
        url="https://github.com/pouyaardehkhani/ActTensor",
    ),
    "avenash2019": dict(
        author="Avenash, R. and Viswanath, P.",
        title="Semantic Segmentation of Satellite Images using a Modified CNN with Hard-Swish "
        "Activation Function",
        year=2019,
        venue="VISAPP",
    ),
    "balazy2023": dict(
        author="Bałazy, Klaudia and Struski, Łukasz and Śmieja, Marek and Tabor, Jacek",
        title="r-softmax: Generalized Softmax with Controllable Sparsity Rate",
        year=2023,
        arxiv="2304.05243",
    ),
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
    "basirat2018": dict(
        author="Basirat, Mina and Roth, Peter M.",
        title="The Quest for the Golden Activation Function",
        year=2018,
        arxiv="1808.00783",
    ),
    "bawa2019": dict(
        author="Bawa, Vivek Singh and Kumar, Vinay",
        title="Linearized sigmoidal activation: A novel activation function with tractable "
        "non-linear characteristics to boost representation capability",
        year=2019,
        venue="Expert Systems with Applications 120",
    ),
    "biswas2020": dict(
        author="Biswas, Koushik and Kumar, Sandeep and Banerjee, Shilpak and Pandey, Ashish Kumar",
        title="TanhSoft -- a family of activation functions combining Tanh and Softplus",
        year=2020,
        arxiv="2009.03863",
    ),
    "biswas2021": dict(
        author="Biswas, Koushik and Kumar, Sandeep and Banerjee, Shilpak and Pandey, Ashish Kumar",
        title="ErfAct and Pserf: Non-monotonic Smooth Trainable Activation Functions",
        year=2021,
        arxiv="2109.04386",
    ),
    "biswaseis2020": dict(
        author="Biswas, Koushik and Kumar, Sandeep and Banerjee, Shilpak and Pandey, Ashish Kumar",
        title="EIS -- Efficient and Trainable Activation Functions for Better Accuracy and "
        "Performance",
        year=2020,
        arxiv="2009.13501",
    ),
    "biswassau2021": dict(
        author="Biswas, Koushik and Kumar, Sandeep and Banerjee, Shilpak and Pandey, Ashish Kumar",
        title="SAU: Smooth activation function using convolution with approximate identities",
        year=2021,
        arxiv="2109.13210",
    ),
    "biswassmu2021": dict(
        author="Biswas, Koushik and Kumar, Sandeep and Banerjee, Shilpak and Pandey, Ashish Kumar",
        title="SMU: smooth activation function for deep networks using smoothing maximum technique",
        year=2021,
        arxiv="2111.04682",
    ),
    "blanchard2019": dict(
        author="Blanchard, Pierre and Higham, Desmond J. and Higham, Nicholas J.",
        title="Accurate Computation of the Log-Sum-Exp and Softmax Functions",
        year=2019,
        arxiv="1909.03469",
    ),
    "bliss1934": dict(
        author="Bliss, C. I.",
        title="The Method of Probits",
        year=1934,
        venue="Science 79",
    ),
    "blondel2019": dict(
        author="Blondel, Mathieu and Martins, André F. T. and Niculae, Vlad",
        title="Learning with Fenchel-Young Losses",
        year=2019,
        arxiv="1901.02324",
    ),
    "bodyanskiy2022": dict(
        author="Bodyanskiy, Yevgeniy and Kostiuk, Serhii",
        title="Adaptive hybrid activation function for deep neural networks",
        year=2022,
        venue="System Research and Information Technologies",
        url="https://doi.org/10.20535/SRIT.2308-8893.2022.1.07",
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
    "chan2018": dict(
        author="Chan, Ka-Hou and Im, Sio-Kei and Ke, Wei and Lei, Ngan-Lin",
        title="SinP[N]: A Fast Convergence Activation Function for Convolutional Neural Networks",
        year=2018,
        unconfirmed=True,
    ),
    "chen1996": dict(
        author="Chen, Chyi-Tsong and Chang, Wei-Der",
        title="A Feedforward Neural Network with Function Shape Autotuning",
        year=1996,
        venue="Neural Networks 9",
    ),
    "chen2014": dict(
        author="Chen, Danqi and Manning, Christopher D.",
        title="A Fast and Accurate Dependency Parser using Neural Networks",
        year=2014,
        venue="EMNLP",
    ),
    "chen2020": dict(
        author="Chen, Dengsheng and Li, Jun and Xu, Kai",
        title="AReLU: Attention-based Rectified Linear Unit",
        year=2020,
        arxiv="2006.13858",
    ),
    "chen2025": dict(
        author="Chen, Mingzhi and Lu, Taiming and Zhu, Jiachen and Sun, Mingjie and Liu, Zhuang",
        title="Stronger Normalization-Free Transformers",
        year=2025,
        arxiv="2512.10938",
    ),
    "cheng2020": dict(
        author="Cheng, Qishang and Li, HongLiang and Wu, Qingbo and Ma, Lei and Ngan, King Ngi",
        title="Parametric Deformable Exponential Linear Units for deep neural networks",
        year=2020,
        venue="Neural Networks 125",
    ),
    "chernodub2016": dict(
        author="Chernodub, Artem and Nowicki, Dimitri",
        title="Norm-preserving Orthogonal Permutation Linear Unit Activation Functions (OPLU)",
        year=2016,
        arxiv="1604.02313",
    ),
    "chieng2018": dict(
        author="Chieng, Hock Hung and Wahid, Noorhaniza and Ong, Pauline and Perla, Sai Raj "
        "Kishore",
        title="Flatten-T Swish: a thresholded ReLU-Swish-like activation function for deep "
        "learning",
        year=2018,
        arxiv="1812.06247",
    ),
    "chieng2020": dict(
        author="Chieng, Hock Hung and Wahid, Noorhaniza and Ong, Pauline",
        title="Parametric Flatten-T Swish: An Adaptive Non-linear Activation Function For Deep "
        "Learning",
        year=2020,
        arxiv="2011.03155",
    ),
    "ciuparu2020": dict(
        author="Ciuparu, Andrei and Nagy-Dăbâcan, Adriana and Mureşan, Raul C.",
        title="Soft++, a multi-parametric non-saturating non-linearity that improves convergence "
        "in deep neural architectures",
        year=2020,
        venue="Neurocomputing 384",
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
    "curci2021": dict(
        author="Curci, Selima and Mocanu, Decebal Constantin and Pechenizkiy, Mykola",
        title="Truly Sparse Neural Networks at Scale",
        year=2021,
        arxiv="2102.01732",
    ),
    "darehmiraki2025": dict(
        author="Darehmiraki, Majid",
        title="A parametric activation function based on Wendland RBF",
        year=2025,
        arxiv="2507.11493",
    ),
    "das2025": dict(
        author="Das, Indrashis and Safari, Mahmoud and Adriaensen, Steven and Hutter, Frank",
        title="GoLU: Gompertz Linear Units: Leveraging Asymmetry for Enhanced Learning Dynamics",
        year=2025,
        arxiv="2502.03654",
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
    "deepseek2026": dict(
        author="{DeepSeek-AI}",
        title="DeepSeek-V4: source of the model for inference",
        year=2026,
        venue="DeepSeek-V4-Flash, inference/model.py",
    ),
    "dl4j2021": dict(
        author="{Eclipse Deeplearning4j developers}",
        title="ND4J: source of the activation functions",
        year=2021,
        venue="Deeplearning4j, nd4j-api, activations/impl",
    ),
    "donoho1994": dict(
        author="Donoho, David L. and Johnstone, Iain M.",
        title="Ideal Spatial Adaptation by Wavelet Shrinkage",
        year=1994,
        venue="Biometrika 81(3)",
    ),
    "douge2021": dict(
        author="Douge, Khalid and Berrahou, Aissam and Talibi Alaoui, Youssef and Talibi Alaoui, "
        "Mohammed",
        title="A Self-gated Activation Function SINSIG Based on the Sine Trigonometric for Neural "
        "Network Models",
        year=2021,
        unconfirmed=True,
    ),
    "duan2022": dict(
        author="Duan, Boxi and others",
        title="Feature Activation through First Power Linear Unit with Sign",
        year=2022,
        venue="Electronics 11",
        url="https://doi.org/10.3390/electronics11131980",
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
    "echo2020": dict(
        author="{Echo developers}",
        title="Echo: Python package of mathematical backend for activation functions",
        year=2020,
        venue="Echo, source code",
        unconfirmed=True,
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
    "elfwing2017": dict(
        author="Elfwing, Stefan and Uchibe, Eiji and Doya, Kenji",
        title="Sigmoid-Weighted Linear Units for Neural Network Function Approximation in "
        "Reinforcement Learning",
        year=2017,
        arxiv="1702.03118",
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
    "feng2022": dict(
        author="Feng, Hao-Shuang and Yang, Cheng-Hsiung",
        title="PolyLU: A Simple and Robust Polynomial-Based Linear Unit Activation Function for "
        "Deep Learning",
        year=2022,
        venue="IEEE Access",
        unconfirmed=True,
    ),
    "fernandez2024": dict(
        author="Fernandez, Alfredo and Mali, Ankur",
        title="Stable and Robust Deep Learning By Hyperbolic Tangent Exponential Linear Unit "
        "(TeLU)",
        year=2024,
        arxiv="2402.02790",
    ),
    "fernandeztelu2024": dict(
        author="Fernandez, Alfredo and Mali, Ankur",
        title="TeLU Activation Function for Fast and Stable Deep Learning",
        year=2024,
        arxiv="2412.20269",
    ),
    "fukushima1969": dict(
        author="Fukushima, Kunihiko",
        title="Visual Feature Extraction by a Multilayered Network of Analog Threshold Elements",
        year=1969,
        venue="IEEE Transactions on Systems Science and Cybernetics 5(4)",
    ),
    "gemma2024": dict(
        author="{Gemma Team}",
        title="Gemma 2: Improving Open Language Models at a Practical Size",
        year=2024,
        arxiv="2408.00118",
    ),
    "georgescu2020": dict(
        author="Georgescu, Mariana-Iuliana and Ionescu, Radu Tudor and Ristea, Nicolae-Cătălin "
        "and Sebe, Nicu",
        title="Non-linear Neurons with Human-like Apical Dendrite Activations",
        year=2020,
        arxiv="2003.03229",
    ),
    "ggml2026": dict(
        author="{ggml authors}",
        title="ggml: tensor library for machine learning",
        year=2026,
        venue="ggml, include/ggml.h",
    ),
    "giladbachrach2016": dict(
        author="Gilad-Bachrach, Ran and Dowlin, Nathan and Laine, Kim and Lauter, Kristin and "
        "Naehrig, Michael and Wernsing, John",
        title="CryptoNets: Applying Neural Networks to Encrypted Data with High Throughput and "
        "Accuracy",
        year=2016,
        venue="International Conference on Machine Learning",
    ),
    "godfrey2016": dict(
        author="Godfrey, Luke B. and Gashler, Michael S.",
        title="A continuum among logarithmic, linear, and exponential functions, and its "
        "potential to improve generalization in neural networks",
        year=2016,
        arxiv="1602.01321",
    ),
    "godfrey2019": dict(
        author="Godfrey, Luke B.",
        title="An Evaluation of Parametric Activation Functions for Deep Learning",
        year=2019,
        venue="IEEE International Conference on Systems, Man and Cybernetics",
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
    "goyal2019": dict(
        author="Goyal, Mohit and Goyal, Rajan and Lall, Brejesh",
        title="Learning Activation Functions: A new paradigm for understanding Neural Networks",
        year=2019,
        arxiv="1906.09529",
    ),
    "graham2014": dict(
        author="Graham, Benjamin",
        title="Spatially-sparse convolutional neural networks",
        year=2014,
        arxiv="1409.6070",
    ),
    "grelsson2018": dict(
        author="Grelsson, Bertil and Felsberg, Michael",
        title="Improved Learning in Convolutional Neural Networks with Shifted Exponential Linear "
        "Units (ShELUs)",
        year=2018,
        venue="International Conference on Pattern Recognition",
    ),
    "gu2019": dict(
        author="Gu, Shuhang and Li, Wen and Van Gool, Luc and Timofte, Radu",
        title="Fast Image Restoration with Multi-bin Trainable Linear Units",
        year=2019,
        venue="IEEE International Conference on Computer Vision",
    ),
    "gupta2017": dict(
        author="Gupta, Rahul and Duggal, Rahul",
        title="P-TELU: Parametric Tan Hyperbolic Linear Unit Activation for Deep Neural Networks",
        year=2017,
        venue="IEEE International Conference on Computer Vision Workshops",
    ),
    "gupta2021": dict(
        author="Gupta, Aarush and Ahuja, Shikhar",
        title="Parametric Variational Linear Units (PVLUs) in Deep Convolutional Networks",
        year=2021,
        arxiv="2110.12246",
    ),
    "hafner2023": dict(
        author="Hafner, Danijar and Pasukonis, Jurgis and Ba, Jimmy and Lillicrap, Timothy",
        title="Mastering Diverse Domains through World Models",
        year=2023,
        arxiv="2301.04104",
    ),
    "hardy1971": dict(
        author="Hardy, Rolland L.",
        title="Multiquadric Equations of Topography and Other Irregular Surfaces",
        year=1971,
        venue="Journal of Geophysical Research 76",
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
    "heo2019": dict(
        author="Heo, Byeongho and Kim, Jeesoo and Yun, Sangdoo and Park, Hyojin and Kwak, Nojun "
        "and Choi, Jin Young",
        title="A Comprehensive Overhaul of Feature Distillation",
        year=2019,
        arxiv="1904.01866",
    ),
    "horuz2025": dict(
        author="Horuz, Coşku Can and Kasenbacher, Geoffrey and Higuchi, Saya and Kairat, "
        "Sebastian and Stoltz, Jendrik and Pesl, Moritz and Moser, Bernhard A. and Linse, "
        "Christoph and Martinetz, Thomas and Otte, Sebastian",
        title="The Resurrection of the ReLU",
        year=2025,
        arxiv="2505.22074",
    ),
    "howard2019": dict(
        author="Howard, Andrew and Sandler, Mark and Chu, Grace and Chen, Liang-Chieh and "
        "Chen, Bo and Tan, Mingxing and Wang, Weijun and Zhu, Yukun and Pang, Ruoming and "
        "Vasudevan, Vijay and Le, Quoc V. and Adam, Hartwig",
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
    "huggingface2026": dict(
        author="{Hugging Face}",
        title="Transformers: source of the activation functions and of models",
        year=2026,
        venue="Transformers, src/transformers/activations.py",
    ),
    "husain2021": dict(
        author="Husain, Syed Sameed and Ong, Eng-Jon and Bober, Miroslaw",
        title="ACTNET: End-to-End Learning of Feature Activations and Multi-stream Aggregation "
        "for Effective Instance Image Retrieval",
        year=2021,
        venue="International Journal of Computer Vision 129",
        unconfirmed=True,
    ),
    "hwang2023": dict(
        author="Hwang, Seung-Yeon and Kim, Jeong-Joon",
        title="A Universal Activation Function for Deep Learning",
        year=2023,
        unconfirmed=True,
    ),
    "inturrisi2021": dict(
        author="Inturrisi, Jordan and Khoo, Sui Yang and Kouzani, Abbas and Pagliarella, Riccardo",
        title="Piecewise Linear Units Improve Deep Neural Networks",
        year=2021,
        arxiv="2108.00700",
    ),
    "jaafari2021": dict(
        author="El Jaafari, Ilyas and Ellahyani, Ayoub and Charfi, Said",
        title="Parametric rectified nonlinear unit (PRenu) for convolution neural networks",
        year=2021,
        venue="Signal, Image and Video Processing",
        unconfirmed=True,
    ),
    "jagtap2019": dict(
        author="Jagtap, Ameya D. and Kawaguchi, Kenji and Karniadakis, George Em",
        title="Locally adaptive activation functions with slope recovery term for deep and "
        "physics-informed neural networks",
        year=2019,
        arxiv="1909.12228",
    ),
    "jagtap2021": dict(
        author="Jagtap, Ameya D. and Shin, Yeonjong and Kawaguchi, Kenji and Karniadakis, George "
        "Em",
        title="Deep Kronecker neural networks: A general framework for neural networks with "
        "adaptive activation functions",
        year=2021,
        arxiv="2105.09513",
    ),
    "jang2016": dict(
        author="Jang, Eric and Gu, Shixiang and Poole, Ben",
        title="Categorical Reparameterization with Gumbel-Softmax",
        year=2016,
        arxiv="1611.01144",
    ),
    "jax2026": dict(
        author="{JAX authors}",
        title="jax.nn: activation functions",
        year=2026,
        venue="JAX documentation",
        url="https://docs.jax.dev/en/latest/jax.nn.html",
    ),
    "jiang2018": dict(
        author="Jiang, Xiaoheng and Pang, Yanwei and Li, Xuelong and Pan, Jing and Xie, Yinghong",
        title="Deep neural networks with Elastic Rectified Linear Units for object recognition",
        year=2018,
        venue="Neurocomputing 275",
    ),
    "jiangpowlu2026": dict(
        author="Jiang, Peijie and Feng, Yuqi and Peng, Cunyin and Zhao, Qian and Liu, Jia and "
        "Chen, KunLong and Zhang, Zhiqiang and Zhou, Jun",
        title="PowLU: An Activation Function for Stable Pre-Training of LLMs",
        year=2026,
        arxiv="2605.25704",
    ),
    "jie2020": dict(
        author="Jie, Renlong and Gao, Junbin and Vasnev, Andrey and Tran, Minh-Ngoc",
        title="Regularized Flexible Activation Function Combinations for Deep Neural Networks",
        year=2020,
        venue="International Conference on Pattern Recognition",
    ),
    "jin2015": dict(
        author="Jin, Xiaojie and Xu, Chunyan and Feng, Jiashi and Wei, Yunchao and Xiong, Junjun "
        "and Yan, Shuicheng",
        title="Deep Learning with S-shaped Rectified Linear Activation Units",
        year=2015,
        arxiv="1512.07030",
    ),
    "kanai2018": dict(
        author="Kanai, Sekitoshi and Fujiwara, Yasuhiro and Yamanaka, Yuki and Adachi, Shuichi",
        title="Sigsoftmax: Reanalysis of the Softmax Bottleneck",
        year=2018,
        arxiv="1805.10829",
    ),
    "katharopoulos2020": dict(
        author="Katharopoulos, Angelos and Vyas, Apoorv and Pappas, Nikolaos and Fleuret, François",
        title="Transformers are RNNs: Fast Autoregressive Transformers with Linear Attention",
        year=2020,
        arxiv="2006.16236",
    ),
    "kaytan2023": dict(
        author="Kaytan, Mustafa and Aydilek, İbrahim Berkan and Yeroğlu, Celaleddin",
        title="Gish: a novel activation function for image classification",
        year=2023,
        venue="Neural Computing and Applications",
    ),
    "keras2026": dict(
        author="{Keras developers}",
        title="Keras: layer activation functions",
        year=2026,
        venue="Keras documentation",
        url="https://keras.io/api/layers/activations/",
    ),
    "kilicarslan2021": dict(
        author="Kiliçarslan, Serhat and Celik, Mete",
        title="RSigELU: A nonlinear activation function for deep neural networks",
        year=2021,
        venue="Expert Systems with Applications 174",
    ),
    "kim2020": dict(
        author="Kim, Daeho and Kim, Jinah and Kim, Jaeil",
        title="Elastic exponential linear units for convolutional neural networks",
        year=2020,
        venue="Neurocomputing 406",
    ),
    "kiselak2020": dict(
        author="Kiseľák, Jozef and Lu, Ying and Švihra, Ján and Szépe, Peter and Stehlík, Milan",
        title="SPOCU: scaled polynomial constant unit activation function",
        year=2020,
        venue="Neural Computing and Applications",
    ),
    "kiselakcorrection2020": dict(
        author="Kiseľák, Jozef and Lu, Ying and Švihra, Ján and Szépe, Peter and Stehlík, Milan",
        title="Correction to: SPOCU: scaled polynomial constant unit activation function",
        year=2020,
        venue="Neural Computing and Applications",
        url="https://doi.org/10.1007/s00521-020-05412-6",
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
    "klimek2018": dict(
        author="Klimek, Matthew D. and Perelstein, Maxim",
        title="Neural Network-Based Approach to Phase Space Integration",
        year=2018,
        arxiv="1810.11509",
    ),
    "kocak2021": dict(
        author="Koçak, Yılmaz and Üstündağ Şiray, Gülesen",
        title="New activation functions for single layer feedforward neural network",
        year=2021,
        venue="Expert Systems with Applications 164",
    ),
    "konda2014": dict(
        author="Konda, Kishore and Memisevic, Roland and Krueger, David",
        title="Zero-bias autoencoders and the benefits of co-adapting features",
        year=2014,
        arxiv="1402.3337",
    ),
    "kong2017": dict(
        author="Kong, Shumin and Takatsuka, Masahiro",
        title="Hexpo: A Vanishing-Proof Activation Function",
        year=2017,
        venue="International Joint Conference on Neural Networks",
    ),
    "kozkurt2024": dict(
        author="Közkurt, Cemil and others",
        title="Trish: an efficient activation function for CNN models and related self-gated "
        "functions",
        year=2024,
        unconfirmed=True,
    ),
    "krizhevsky2010": dict(
        author="Krizhevsky, Alex",
        title="Convolutional Deep Belief Networks on CIFAR-10",
        year=2010,
        venue="Unpublished manuscript",
    ),
    "kumar2021": dict(
        author="Kumar, Arvind and Sodhi, Sartaj Singh",
        title="Some Modified Activation Functions of Hyperbolic Tangent (TanH) Activation "
        "Function for Artificial Neural Networks",
        year=2021,
        unconfirmed=True,
    ),
    "kunc2021": dict(
        author="Kunc, Vladimír and Kléma, Jiří",
        title="On transformative adaptive activation functions in neural networks for gene "
        "expression inference",
        year=2021,
        venue="PLoS ONE 16",
    ),
    "kunc2024": dict(
        author="Kunc, Vladimír and Kléma, Jiří",
        title="Three Decades of Activations: A Comprehensive Survey of 400 Activation Functions "
        "for Neural Networks",
        year=2024,
        arxiv="2402.09092",
    ),
    "laha2018": dict(
        author="Laha, Anirban and Chemmengath, Saneem A. and Agrawal, Priyanka and Khapra, Mitesh "
        "M. and Sankaranarayanan, Karthik and Ramaswamy, Harish G.",
        title="On Controllable Sparse Alternatives to Softmax",
        year=2018,
        arxiv="1810.11975",
    ),
    "lecun1998": dict(
        author="LeCun, Yann and Bottou, Léon and Orr, Genevieve B. and Müller, Klaus-Robert",
        title="Efficient BackProp",
        year=1998,
        venue="Neural Networks: Tricks of the Trade, Springer",
    ),
    "lee2022": dict(
        author="Lee, Sang-gil and Ping, Wei and Ginsburg, Boris and Catanzaro, Bryan and Yoon, "
        "Sungroh",
        title="BigVGAN: A Universal Neural Vocoder with Large-Scale Training",
        year=2022,
        arxiv="2206.04658",
    ),
    "li2016": dict(
        author="Li, Yang and Fan, Chunxiao and Li, Yong and Wu, Qiong and Ming, Yue",
        title="Improving Deep Neural Network with Multiple Parametric Exponential Linear Units",
        year=2016,
        arxiv="1606.00305",
    ),
    "liew2016": dict(
        author="Liew, Shan Sung and Khalil-Hani, Mohamed and Bakhteri, Rabia",
        title="Bounded activation functions for enhanced training stability of deep neural "
        "networks on visual pattern recognition problems",
        year=2016,
        venue="Neurocomputing 216",
    ),
    "lin2018": dict(
        author="Lin, Guifang and Shen, Wei",
        title="Research on convolutional neural network based on improved Relu piecewise "
        "activation function",
        year=2018,
        venue="Procedia Computer Science 131",
    ),
    "lipolu2019": dict(
        author="Li, Yang and Ding, Yuyang and Li, Xiao",
        title="Improving Deep Neural Networks with a Power Linear Unit",
        year=2019,
        unconfirmed=True,
    ),
    "liu2016": dict(
        author="Liu, Peng and Zeng, Zhigang and Wang, Jun",
        title="Multistability of Recurrent Neural Networks With Nonmonotonic Activation Functions "
        "and Mixed Time Delays",
        year=2016,
        venue="IEEE Transactions on Systems, Man, and Cybernetics: Systems",
        unconfirmed=True,
    ),
    "liu2020": dict(
        author="Liu, Xinyu and Di, Xiaoguang",
        title="TanhExp: A Smooth Activation Function with High Convergence Speed for Lightweight "
        "Neural Networks",
        year=2020,
        arxiv="2003.09855",
    ),
    "liufiner2023": dict(
        author="Liu, Zhen and Zhu, Hao and Zhang, Qi and Fu, Jingde and Deng, Weibing and Ma, "
        "Zhan and Guo, Yanwen and Cao, Xun",
        title="FINER: Flexible spectral-bias tuning in Implicit NEural Representation by "
        "Variable-periodic Activation Functions",
        year=2023,
        arxiv="2312.02434",
    ),
    "liunl2019": dict(
        author="Liu, Yang and Zhang, Jianpeng and Gao, Chao and Qu, Jinghua and Ji, Lixin",
        title="Natural-Logarithm-Rectified Activation Function in Convolutional Neural Networks",
        year=2019,
        arxiv="1908.03682",
    ),
    "liureact2020": dict(
        author="Liu, Zechun and Shen, Zhiqiang and Savvides, Marios and Cheng, Kwang-Ting",
        title="ReActNet: Towards Precise Binary Neural Network with Generalized Activation "
        "Functions",
        year=2020,
        arxiv="2003.03488",
    ),
    "lixnet2024": dict(
        author="Li, Xin and Xia, Zhihong and Zhang, Hongkun",
        title="Cauchy activation function and XNet",
        year=2024,
        arxiv="2409.19221",
    ),
    "ma2020": dict(
        author="Ma, Ningning and Zhang, Xiangyu and Liu, Ming and Sun, Jian",
        title="Activate or Not: Learning Customized Activation",
        year=2020,
        arxiv="2009.04759",
    ),
    "ma2022": dict(
        author="Ma, Xuezhe and Zhou, Chunting and Kong, Xiang and He, Junxian and Gui, Liangke and "
        "Neubig, Graham and May, Jonathan and Zettlemoyer, Luke",
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
    "macedo2019": dict(
        author="Macêdo, David and Zanchettin, Cleber and Oliveira, Adriano L. I. and Ludermir, "
        "Teresa",
        title="Enhancing batch normalized convolutional networks using displaced rectifier linear "
        "units: A systematic comparative study",
        year=2019,
        venue="Expert Systems with Applications 124",
    ),
    "mafunnel2020": dict(
        author="Ma, Ningning and Zhang, Xiangyu and Sun, Jian",
        title="Funnel Activation for Visual Recognition",
        year=2020,
        arxiv="2007.11824",
    ),
    "maguolo2019": dict(
        author="Maguolo, Gianluca and Nanni, Loris and Ghidoni, Stefano",
        title="Ensemble of Convolutional Neural Networks Trained with Different Activation "
        "Functions",
        year=2019,
        arxiv="1905.02473",
    ),
    "maniatopoulos2021": dict(
        author="Maniatopoulos, Andreas and Mitianoudis, Nikolaos",
        title="Learnable Leaky ReLU (LeLeLU): An Alternative Accuracy-Optimized Activation "
        "Function",
        year=2021,
        venue="Information 12",
    ),
    "martins2016": dict(
        author="Martins, André F. T. and Astudillo, Ramón Fernandez",
        title="From Softmax to Sparsemax: A Sparse Model of Attention and Multi-Label "
        "Classification",
        year=2016,
        arxiv="1602.02068",
    ),
    "mathworks2024": dict(
        author="{The MathWorks}",
        title="Deep Learning Toolbox: radbasn, the normalized radial basis transfer function",
        year=2024,
        venue="MATLAB documentation",
    ),
    "mathworksnetinv2024": dict(
        author="{The MathWorks}",
        title="Deep Learning Toolbox: netinv, the inverse transfer function",
        year=2024,
        venue="MATLAB documentation",
    ),
    "mathworkspurelin2024": dict(
        author="{The MathWorks}",
        title="Deep Learning Toolbox: purelin, the linear transfer function",
        year=2024,
        venue="MATLAB documentation",
    ),
    "mcculloch1943": dict(
        author="McCulloch, Warren S. and Pitts, Walter",
        title="A Logical Calculus of the Ideas Immanent in Nervous Activity",
        year=1943,
        venue="Bulletin of Mathematical Biophysics 5",
    ),
    "mercionitat2020": dict(
        author="Mercioni, Marina Adriana and Tat, Angel Marcel and Holban, Stefan",
        title="Improving the Accuracy of Deep Neural Networks Through Developing New Activation "
        "Functions",
        year=2020,
        unconfirmed=True,
    ),
    "miller2023": dict(
        author="Miller, Evan",
        title="Attention Is Off By One",
        year=2023,
        venue="Blog",
    ),
    "mishra2017": dict(
        author="Mishra, Akash and Chandra, Pravin and Ghose, Udayan and Sodhi, Sartaj Singh",
        title="Bi-modal derivative adaptive activation function sigmoidal feedforward artificial "
        "neural networks",
        year=2017,
        venue="Applied Soft Computing 61",
        unconfirmed=True,
    ),
    "misra2019": dict(
        author="Misra, Diganta",
        title="Mish: A Self Regularized Non-Monotonic Activation Function",
        year=2019,
        arxiv="1908.08681",
    ),
    "mlpack2023": dict(
        author="{mlpack developers}",
        title="mlpack: source of the activation functions of its neural networks",
        year=2023,
        venue="mlpack, src/mlpack/methods/ann/activation_functions",
    ),
    "molina2019": dict(
        author="Molina, Alejandro and Schramowski, Patrick and Kersting, Kristian",
        title="Padé Activation Units: End-to-end Learning of Flexible Activation Functions in "
        "Deep Networks",
        year=2019,
        arxiv="1907.06732",
    ),
    "morsali2025": dict(
        author="Morsali, Alireza and Vaez, MohammadJavad and Soltani, Mohammadhossein and "
        "Kazerouni, Amirhossein and Taati, Babak and Mohammad-Noori, Morteza",
        title="STAF: Sinusoidal Trainable Activation Functions for Implicit Neural Representation",
        year=2025,
        arxiv="2502.00869",
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
    "nakanishi2025": dict(
        author="Nakanishi, Ken M.",
        title="Scalable-Softmax Is Superior for Attention",
        year=2025,
        arxiv="2501.19399",
    ),
    "nanni2020": dict(
        author="Nanni, Loris and Lumini, Alessandra and Ghidoni, Stefano and Maguolo, Gianluca",
        title="Stochastic Selection of Activation Layers for Convolutional Neural Networks",
        year=2020,
        venue="Sensors 20",
    ),
    "nasiri2021": dict(
        author="Nasiri, Kamran and Ghiasi-Shirazi, Kamaledin",
        title="PowerLinear Activation Functions with application to the first layer of CNNs",
        year=2021,
        arxiv="2108.09256",
    ),
    "naveen2022": dict(
        author="Naveen, Philip",
        title="Phish: A Novel Hyper-Optimizable Activation Function",
        year=2022,
        venue="TechRxiv",
    ),
    "nicolae2018": dict(
        author="Nicolae, Andrei",
        title="PLU: The Piecewise Linear Unit Activation Function",
        year=2018,
        arxiv="1809.09534",
    ),
    "nnlib2026": dict(
        author="{FluxML}",
        title="NNlib.jl: neural network primitives",
        year=2026,
        venue="NNlib.jl, src/activations.jl",
    ),
    "noel2021": dict(
        author="Noel, Mathew Mithra and L, Arunkumar and Trivedi, Advait and Dutta, Praneet",
        title="Growing Cosine Unit: A Novel Oscillatory Activation Function That Can Speedup "
        "Training and Reduce Parameters in Convolutional Neural Networks",
        year=2021,
        arxiv="2108.12943",
    ),
    "noelwaves2021": dict(
        author="Noel, Mathew Mithra and Bharadwaj, Shubham and Muthiah-Nakarajan, Venkataraman "
        "and Dutta, Praneet and Amali, Geraldine Bessie",
        title="Biologically Inspired Oscillating Activation Functions Can Bridge the Performance "
        "Gap between Biological and Artificial Neurons",
        year=2021,
        arxiv="2111.04020",
    ),
    "olver2010": dict(
        author="Olver, Frank W. J. and Lozier, Daniel W. and Boisvert, Ronald F. and "
        "Clark, Charles W.",
        title="NIST Handbook of Mathematical Functions",
        year=2010,
        venue="Cambridge University Press",
        url="https://dlmf.nist.gov",
    ),
    "onnx2026": dict(
        author="{ONNX developers}",
        title="ONNX operators",
        year=2026,
        venue="ONNX documentation, docs/Operators.md",
        url="https://onnx.ai/onnx/operators/",
    ),
    "oord2016": dict(
        author="van den Oord, Aäron and Kalchbrenner, Nal and Vinyals, Oriol and "
        "Espeholt, Lasse and Graves, Alex and Kavukcuoglu, Koray",
        title="Conditional Image Generation with PixelCNN Decoders",
        year=2016,
        arxiv="1606.05328",
    ),
    "openai2025": dict(
        author="{OpenAI}",
        title="gpt-oss-120b & gpt-oss-20b Model Card",
        year=2025,
        arxiv="2508.10925",
    ),
    "parascandolo2016": dict(
        author="Parascandolo, Giambattista and Huttunen, Heikki and Virtanen, Tuomas",
        title="Taming the Waves: Sine as Activation Function in Deep Neural Networks",
        year=2016,
        venue="Unpublished manuscript, OpenReview",
    ),
    "parisi2020": dict(
        author="Parisi, Luca",
        title="m-arcsinh: An Efficient and Reliable Function for SVM and MLP in scikit-learn",
        year=2020,
        arxiv="2009.07530",
    ),
    "parisisinh2020": dict(
        author="Parisi, Luca and Ma, Renfei and RaviChandran, Narrendar and Lanzillotta, Matteo",
        title="hyper-sinh: An Accurate and Reliable Function from Shallow to Deep Learning in "
        "TensorFlow and Keras",
        year=2020,
        arxiv="2011.07661",
    ),
    "patwardhan2018": dict(
        author="Patwardhan, Narendra and Ingalhalikar, Madhura and Walambe, Rahee",
        title="ARiA: Utilizing Richard's Curve for Controlling the Non-monotonicity of the "
        "Activation Function in Deep Neural Nets",
        year=2018,
        arxiv="1805.08878",
    ),
    "paul2022": dict(
        author="Paul, Ashis and Bandyopadhyay, Rajarshi and Yoon, Jin Hee and Geem, Zong Woo and "
        "Sarkar, Ram",
        title="SinLU: Sinu-Sigmoidal Linear Unit",
        year=2022,
        venue="Mathematics 10",
    ),
    "pervanakman2025": dict(
        author="Pervan Akman, Nergis and Tümer Sivri, Talya and Berkol, Ali",
        title="The Impact of Irrationals on the Range of Arctan Activation Function for Deep "
        "Learning Models",
        year=2025,
        venue="International Journal of Engineering Technologies 9(3)",
        url="https://doi.org/10.19072/ijet.1394093",
    ),
    "peters2019": dict(
        author="Peters, Ben and Niculae, Vlad and Martins, André F. T.",
        title="Sparse Sequence-to-Sequence Models",
        year=2019,
        arxiv="1905.05702",
    ),
    "pishchik2023": dict(
        author="Pishchik, Evgenii",
        title="Trainable Activations for Image Classification",
        year=2023,
        venue="Preprints.org",
    ),
    "pytorch2026": dict(
        author="{PyTorch contributors}",
        title="torch.nn: non-linear activations",
        year=2026,
        venue="PyTorch documentation",
        url="https://docs.pytorch.org/docs/stable/nn.html",
    ),
    "qin2018": dict(
        author="Qin, Yi and Wang, Xin and Zou, Jingqiang",
        title="The Optimized Deep Belief Networks With Improved Logistic Sigmoid Units and Their "
        "Application in Fault Diagnosis for Planetary Gearboxes of Wind Turbines",
        year=2018,
        venue="IEEE Transactions on Industrial Electronics",
        unconfirmed=True,
    ),
    "qiu2017": dict(
        author="Qiu, Suo and Xu, Xiangmin and Cai, Bolun",
        title="FReLU: Flexible Rectified Linear Units for Improving Convolutional Neural Networks",
        year=2017,
        arxiv="1706.08098",
    ),
    "qiumei2019": dict(
        author="Qiumei, Zheng and Dan, Tan and Fenghua, Wang",
        title="Improved Convolutional Neural Network Based on Fast Exponentially Linear Unit "
        "Activation Function",
        year=2019,
        venue="IEEE Access 7",
    ),
    "qureshi2022": dict(
        author="Qureshi, Adnan and Sarosh Umar, M.",
        title="SaRa: swish and ReLU activation",
        year=2022,
        unconfirmed=True,
    ),
    "rahimi2007": dict(
        author="Rahimi, Ali and Recht, Benjamin",
        title="Random Features for Large-Scale Kernel Machines",
        year=2007,
        venue="NIPS",
    ),
    "rahman2023": dict(
        author="Rahman, Jamshaid Ul and Makhdoom, Faiza and Lu, Dianchen",
        title="Amplifying Sine Unit: An Oscillatory Activation Function for Deep Neural Networks "
        "to Recover Nonlinear Oscillations Efficiently",
        year=2023,
        arxiv="2304.09759",
    ),
    "rajanand2023": dict(
        author="Rajanand, Ashish and Singh, Pradeep",
        title="ErfReLU: Adaptive Activation Function for Deep Neural Network",
        year=2023,
        arxiv="2306.01822",
    ),
    "ramachandran2017": dict(
        author="Ramachandran, Prajit and Zoph, Barret and Le, Quoc V.",
        title="Searching for Activation Functions",
        year=2017,
        arxiv="1710.05941",
    ),
    "ramasinghe2021": dict(
        author="Ramasinghe, Sameera and Lucey, Simon",
        title="Beyond Periodicity: Towards a Unifying Framework for Activations in Coordinate-MLPs",
        year=2021,
        arxiv="2111.15135",
    ),
    "redmon2013": dict(
        author="Redmon, Joseph",
        title="Darknet: Open Source Neural Networks in C",
        year=2013,
        venue="darknet, src/activations.h",
    ),
    "ricker1953": dict(
        author="Ricker, Norman",
        title="The Form and Laws of Propagation of Seismic Wavelets",
        year=1953,
        venue="Geophysics 18",
    ),
    "rodrigues2018": dict(
        author="Rodrigues, Wilder",
        title="SineReLU: An Alternative to the ReLU Activation Function",
        year=2018,
        venue="Blog",
        unconfirmed=True,
    ),
    "roodschild2020": dict(
        author="Roodschild, Matías and Gotay Sardiñas, Jorge and Will, Adrián",
        title="A new approach for the vanishing gradient problem on sigmoid activation",
        year=2020,
        venue="Progress in Artificial Intelligence 9",
    ),
    "roodschild2024": dict(
        author="Roodschild, Matías and Gotay-Sardiñas, Jorge and Jimenez, Victor A. and Will, "
        "Adrian",
        title="Zorro: A Flexible and Differentiable Parametric Family of Activation Functions That "
        "Extends ReLU and GELU",
        year=2024,
        arxiv="2409.19239",
    ),
    "roy2019": dict(
        author="Roy, Swalpa Kumar and Manna, Suvojit and Dubey, Shiv Ram and "
        "Chaudhuri, Bidyut Baran",
        title="LiSHT: Non-Parametric Linearly Scaled Hyperbolic Tangent Activation Function for "
        "Neural Networks",
        year=2019,
        arxiv="1901.05894",
    ),
    "rozsa2019": dict(
        author="Rozsa, Andras and Boult, Terrance E.",
        title="Improved Adversarial Robustness by Reducing Open Space Risk via Tent Activations",
        year=2019,
        arxiv="1908.02435",
    ),
    "sabour2017": dict(
        author="Sabour, Sara and Frosst, Nicholas and Hinton, Geoffrey E.",
        title="Dynamic Routing Between Capsules",
        year=2017,
        arxiv="1710.09829",
    ),
    "saha2020": dict(
        author="Saha, Snehanshu and Nagaraj, Nithin and Mathur, Archana and Yedida, Rahul and "
        "Sneha, H. R.",
        title="Evolution of Novel Activation Functions in Neural Network Training for Astronomy "
        "Data: Habitability Classification of Exoplanets",
        year=2020,
        venue="European Physical Journal Special Topics 229",
    ),
    "salimans2017": dict(
        author="Salimans, Tim and Karpathy, Andrej and Chen, Xi and Kingma, Diederik P.",
        title="PixelCNN++: Improving the PixelCNN with Discretized Logistic Mixture Likelihood and "
        "Other Modifications",
        year=2017,
        arxiv="1701.05517",
    ),
    "saragadam2023": dict(
        author="Saragadam, Vishwanath and LeJeune, Daniel and Tan, Jasper and Balakrishnan, Guha "
        "and Veeraraghavan, Ashok and Baraniuk, Richard G.",
        title="WIRE: Wavelet Implicit Neural Representations",
        year=2023,
        arxiv="2301.05187",
    ),
    "schutt2017": dict(
        author="Schütt, Kristof T. and Kindermans, Pieter-Jan and Sauceda, Huziel E. and Chmiela, "
        "Stefan and Tkatchenko, Alexandre and Müller, Klaus-Robert",
        title="SchNet: A continuous-filter convolutional neural network for modeling quantum "
        "interactions",
        year=2017,
        arxiv="1706.08566",
    ),
    "seo2017": dict(
        author="Seo, Jungin and Lee, Jaesung and Kim, Kyungmin",
        title="Sloped ReLU for deep neural networks",
        year=2017,
        unconfirmed=True,
    ),
    "seo2024": dict(
        author="Seo, Youngmin and Kim, Jinha and Park, Unsang",
        title="Swish-T: Enhancing Swish Activation with Tanh Bias for Improved Neural Network "
        "Performance",
        year=2024,
        arxiv="2407.01012",
    ),
    "serrano2024": dict(
        author="Serrano, Danzel and Szymkowiak, Jakub and Musialski, Przemyslaw",
        title="HOSC: A Periodic Activation Function for Preserving Sharp Features in Implicit "
        "Neural Representations",
        year=2024,
        arxiv="2401.10967",
    ),
    "shamir2020": dict(
        author="Shamir, Gil I. and Lin, Dong and Coviello, Lorenzo",
        title="Smooth activations and reproducibility in deep networks",
        year=2020,
        arxiv="2010.09931",
    ),
    "shamirlin2022": dict(
        author="Shamir, Gil I. and Lin, Dong",
        title="Real World Large Scale Recommendation Systems Reproducibility and Smooth "
        "Activations",
        year=2022,
        arxiv="2202.06499",
    ),
    "shan2017": dict(
        author="Shan, Chuanhui and Li, Ao and Chen, Xiumei",
        title="Deep delay rectified neural networks",
        year=2017,
        venue="Journal of Supercomputing",
        unconfirmed=True,
    ),
    "shang2016": dict(
        author="Shang, Wenling and Sohn, Kihyuk and Almeida, Diogo and Lee, Honglak",
        title="Understanding and Improving Convolutional Neural Networks via Concatenated "
        "Rectified Linear Units",
        year=2016,
        arxiv="1603.05201",
    ),
    "shannon1949": dict(
        author="Shannon, Claude E.",
        title="Communication in the Presence of Noise",
        year=1949,
        venue="Proceedings of the IRE 37(1)",
    ),
    "shazeer2020": dict(
        author="Shazeer, Noam",
        title="GLU Variants Improve Transformer",
        year=2020,
        arxiv="2002.05202",
    ),
    "shen2022": dict(
        author="Shen, Shui-Long and Zhang, Ning and Zhou, Annan and Yin, Zhen-Yu",
        title="Enhancement of neural networks with an alternative activation function tanhLU",
        year=2022,
        venue="Expert Systems with Applications 199",
    ),
    "shridhar2019": dict(
        author="Shridhar, Kumar and others",
        title="ProbAct: A Probabilistic Activation Function for Deep Neural Networks",
        year=2019,
        arxiv="1905.10761",
    ),
    "singh2019": dict(
        author="Singh, Saurabh and Krishnan, Shankar",
        title="Filter Response Normalization Layer: Eliminating Batch Dependence in the Training "
        "of Deep Neural Networks",
        year=2019,
        arxiv="1911.09737",
    ),
    "sitzmann2020": dict(
        author="Sitzmann, Vincent and Martel, Julien N. P. and Bergman, Alexander W. and Lindell, "
        "David B. and Wetzstein, Gordon",
        title="Implicit Neural Representations with Periodic Activation Functions",
        year=2020,
        arxiv="2006.09661",
    ),
    "so2021": dict(
        author="So, David R. and Mańke, Wojciech and Liu, Hanxiao and Dai, Zihang and "
        "Shazeer, Noam and Le, Quoc V.",
        title="Primer: Searching for Efficient Transformers for Language Modeling",
        year=2021,
        arxiv="2109.08668",
    ),
    "stollenwerk2025": dict(
        author="Stollenwerk, Felix",
        title="The Mathematical Relationship Between Layer Normalization and Dynamic Activation "
        "Functions",
        year=2025,
        arxiv="2503.21708",
    ),
    "sutfeld2018": dict(
        author="Sütfeld, Leon René and Brieger, Flemming and Finger, Holger and Füllhase, Sonja "
        "and Pipa, Gordon",
        title="Adaptive Blending Units: Trainable Activation Functions for Deep Neural Networks",
        year=2018,
        arxiv="1806.10064",
    ),
    "tanaka2018": dict(
        author="Tanaka, Masayuki",
        title="Weighted Sigmoid Gate Unit for an Activation Function of Deep Neural Network",
        year=2018,
        arxiv="1810.01829",
    ),
    "trottier2016": dict(
        author="Trottier, Ludovic and Giguère, Philippe and Chaib-draa, Brahim",
        title="Parametric Exponential Linear Unit for Deep Convolutional Neural Networks",
        year=2016,
        arxiv="1605.09332",
    ),
    "vagerwal2021": dict(
        author="Vagerwal, Advait",
        title="Deeper Learning with CoLU Activation",
        year=2021,
        arxiv="2112.12078",
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
    "vijayaprabakaran2022": dict(
        author="Vijayaprabakaran, K. and Sathiyamurthy, K.",
        title="Towards activation function search for long short-term model network: A "
        "differential evolution based approach",
        year=2022,
        venue="Journal of King Saud University - Computer and Information Sciences 34(6)",
    ),
    "wang2022": dict(
        author="Wang, Xueliang and Ren, Honge and Wang, Achuan",
        title="Smish: A Novel Activation Function for Deep Learning Methods",
        year=2022,
        venue="Electronics 11(4)",
    ),
    "wanghat2022": dict(
        author="Wang, Jindong and Xu, Jinchao and Zhu, Jianqing",
        title="CNNs with Compact Activation Function",
        year=2022,
        venue="International Conference on Computational Science",
    ),
    "wangreltanh2019": dict(
        author="Wang, Xin and Qin, Yi and Wang, Yi and Xiang, Sheng and Chen, Haizhou",
        title="ReLTanh: An activation function with vanishing gradient resistance for SAE-based "
        "DNNs and its application to rotating machinery fault diagnosis",
        year=2019,
        venue="Neurocomputing 363",
    ),
    "wendland1995": dict(
        author="Wendland, Holger",
        title="Piecewise polynomial, positive definite and compactly supported radial functions of "
        "minimal degree",
        year=1995,
        venue="Advances in Computational Mathematics 4",
    ),
    "widrow1960": dict(
        author="Widrow, Bernard and Hoff, Marcian E.",
        title="Adaptive Switching Circuits",
        year=1960,
        venue="IRE WESCON Convention Record 4",
    ),
    "wightman2019": dict(
        author="Wightman, Ross",
        title="PyTorch Image Models",
        year=2019,
        venue="timm, timm/layers/activations.py",
    ),
    "wlodarczyk2026": dict(
        author="Wlodarczyk, Michal Jan and Serrano, Danzel and Musialski, Przemyslaw",
        title="HOSC: A Periodic Activation with Saturation Control for High-Fidelity Implicit "
        "Neural Representations",
        year=2026,
        arxiv="2601.07870",
    ),
    "wu2020": dict(
        author="Wu, Hao and Judd, Patrick and Zhang, Xiaojie and Isaev, Mikhail and "
        "Micikevicius, Paulius",
        title="Integer Quantization for Deep Learning Inference: Principles and Empirical "
        "Evaluation",
        year=2020,
        arxiv="2004.09602",
    ),
    "wuraola2018": dict(
        author="Wuraola, Adedamola and Patel, Nitish",
        title="SQNL: A New Computationally Efficient Activation Function",
        year=2018,
        venue="International Joint Conference on Neural Networks",
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
    "xu2016": dict(
        author="Xu, Bing and Huang, Ruitong and Li, Mu",
        title="Revise Saturated Activation Functions",
        year=2016,
        arxiv="1602.05980",
    ),
    "yamada1992": dict(
        author="Yamada, Takayuki and Yabuta, Tetsuro",
        title="Neural network controller using autotuning method for nonlinear functions",
        year=1992,
        venue="IEEE Transactions on Neural Networks 3",
    ),
    "ying2019": dict(
        author="Ying, Yao and Su, Jianlin and Shan, Peng and Miao, Ligang and Wang, Xiaolian and "
        "Peng, Silong",
        title="Rectified Exponential Units for Convolutional Neural Networks",
        year=2019,
        venue="IEEE Access 7",
    ),
    "yu2019": dict(
        author="Yu, Chao and Su, Zhiguo",
        title="Symmetrical Gaussian Error Linear Units (SGELUs)",
        year=2019,
        arxiv="1911.03925",
    ),
    "yu2022": dict(
        author="Yu, Weihao and Si, Chenyang and Zhou, Pan and Luo, Mi and Zhou, Yichen and Feng, "
        "Jiashi and Yan, Shuicheng and Wang, Xinchao",
        title="MetaFormer Baselines for Vision",
        year=2022,
        arxiv="2210.13452",
    ),
    "yuen2020": dict(
        author="Yuen, Brosnan and Hoang, Minh Tu and Dong, Xiaodai and Lu, Tao",
        title="Universal Activation Function For Machine Learning",
        year=2020,
        arxiv="2011.03842",
    ),
    "yurmaf2020": dict(
        author="Yu, Yongbin and Adu, Kwabena and Tashi, Nyima and Anokye, Patrick and Wang, "
        "Xiangxiang and Ayidzoe, Mighty Abra",
        title="RMAF: Relu-Memristor-Like Activation Function for Deep Learning",
        year=2020,
        venue="IEEE Access 8",
    ),
    "zamora2019": dict(
        author="Zamora Esquivel, Julio and Cruz Vargas, Adan and Camacho Perez, Rodrigo and Lopez "
        "Meyer, Paulo and Cordourier, Hector and Tickoo, Omesh",
        title="Adaptive Activation Functions Using Fractional Calculus",
        year=2019,
        venue="IEEE International Conference on Computer Vision Workshops",
    ),
    "zhang2018": dict(
        author="Zhang, Guoqiang and Li, Haopeng",
        title="Effectiveness of Scaled Exponentially-Regularized Linear Units (SERLUs)",
        year=2018,
        arxiv="1807.10117",
    ),
    "zhangbernstein2026": dict(
        author="Zhang, Wentao and Zhang, Yutong and Zhu, Yifan and Mo, Wentao",
        title="Universal Smoothness via Bernstein Polynomials: A Constructive Approximation "
        "Approach for Activation Functions",
        year=2026,
        arxiv="2605.02591",
    ),
    "zhao2016": dict(
        author="Zhao, Qiyang and Griffin, Lewis D.",
        title="Suppressing the Unusual: towards Robust CNNs using Symmetric Activation Functions",
        year=2016,
        arxiv="1603.05145",
    ),
    "zhao2018": dict(
        author="Zhao, Huizhen and Liu, Fuxian and Li, Longyue and Luo, Chang",
        title="A novel softplus linear unit for deep convolutional neural networks",
        year=2018,
        venue="Applied Intelligence 48",
    ),
    "zhou2017": dict(
        author="Zhou, Guorui and others",
        title="Deep Interest Network for Click-Through Rate Prediction",
        year=2017,
        arxiv="1706.06978",
    ),
    "zhousrs2020": dict(
        author="Zhou, Yuan and Li, Dandan and Huo, Shuwei and Kung, Sun-Yuan",
        title="Soft-Root-Sign Activation Function",
        year=2020,
        arxiv="2003.00547",
    ),
    "zhu2021": dict(
        author="Zhu, Hegui and Zeng, Huimin and Liu, Jinhai and Zhang, Xiangde",
        title="Logish: A New Nonlinear Nonmonotonic Activation Function for Convolutional Neural "
        "Network",
        year=2021,
        venue="Neurocomputing",
    ),
    "zhu2025": dict(
        author="Zhu, Jiachen and Chen, Xinlei and He, Kaiming and LeCun, Yann and Liu, Zhuang",
        title="Transformers without Normalization",
        year=2025,
        arxiv="2503.10622",
    ),
    "zhuo2024": dict(
        author="Zhuo, Zhijian and Wang, Ya and Zeng, Yutao and Li, Xiaoqing and Zhou, Xun and Ma, "
        "Jinwen",
        title="Polynomial Composition Activations: Unleashing the Dynamics of Large Language "
        "Models",
        year=2024,
        arxiv="2411.03884",
    ),
    "zhupflu2021": dict(
        author="Zhu, Meng and Min, Weidong and Wang, Qi and Zou, Song and Chen, Xinhao",
        title="PFLU and FPFLU: Two novel non-monotonic activation functions in convolutional "
        "neural networks",
        year=2021,
        venue="Neurocomputing 429",
    ),
    "ziyin2020": dict(
        author="Ziyin, Liu and Hartwig, Tilman and Ueda, Masahito",
        title="Neural Networks Fail to Learn Periodic Functions and How to Fix It",
        year=2020,
        arxiv="2006.08195",
    ),
}
