// SPDX-License-Identifier: Apache-2.0

/// Names that people bring from elsewhere, and the form that is right here.
extension PastedText {
  static func form(ofFunction name: String) -> String? { functions[name] }

  /// The word of a key that other libraries call so.
  static func form(ofWord word: String) -> String? { words[word] }

  static func form(ofName name: String) -> String? { names[name] }

  /// For a key that has another name here, or stands without a name.
  static func form(ofKey name: String, of command: Command) -> String? {
    if name == "steps", command === Command.step { return "step 5, without a key" }
    if command === Command.plot, let pair = pairsOfPlot[name] { return pair }
    guard let key = keys[name], command.key(key) != nil else { return nil }
    return key
  }

  /// For `np.log`: functions and constants belong to no module here.
  static func form(ofMember name: String, in owner: String) -> String? {
    if Registry.command(owner)?.key(name) != nil {
      return Setting.named(name) == nil ? "state, which shows every key" : name
    }
    if ["plt", "pyplot", "ax", "fig", "sns", "axes"].contains(owner) { return pictures[name] }
    guard ["np", "numpy", "math", "torch", "scipy"].contains(owner) else { return nil }
    if Registry.constants[name] != nil { return name }
    return Registry.function(name)?.signature ?? functions[name]
  }

  /// For the first word of a statement that is no command.
  /// - Parameter key: the first key of the statement, if it has one.
  static func form(ofCommand name: String, before key: String?) -> String? {
    switch name {
    case "let", "var", "const", "set", "auto", "double":
      return "\(key ?? "NAME") = value"
    case "import", "from", "using", "include": return "nothing: every function is there"
    case "return", "echo", "puts", "display": return "print value"
    default:
      return blocks[name] ?? functions[name]
        ?? Spelling.nearest(to: name, among: Registry.commands.map(\.name))
    }
  }

  private static let functions: [String: String] = [
    "logspace": "geomspace(a, b, k): a and b are the ends, not exponents",
    "arange": "a..b", "range": "a..b", "ln": "log(x)", "log2p": "log2(x)", "acos": "arccos(x)",
    "pow": "x^y", "average": "mean(list)", "avg": "mean(list)", "length": "len(list)",
    "size": "len(list)", "count": "sum(condition)", "erf": "2*normal_cdf(x*sqrt(2)) - 1",
    "erfc": "2*normal_cdf(-x*sqrt(2))", "Phi": "normal_cdf(x)", "norm_cdf": "normal_cdf(x)",
    "array": "[a, b, …]", "list": "[a, b, …]", "float": "the value itself: numbers are doubles",
    "int": "round(x) or floor(x)", "string": "str(value)", "format": "str(value)",
    "print": "print value", "var": "std(x)^2", "stdev": "std(x)", "std_dev": "std(x)",
    "ceiling": "ceil(x)", "absolute": "abs(x)", "power": "x^y", "zeros": "0*(1..k)",
    "ones": "1 + 0*(1..k)", "savefig": file, "scatter": "plot SERIES kind=points",
    "hist": "plot SERIES kind=histogram", "histogram": "plot SERIES kind=histogram",
    "read_csv": readTable, "loadtxt": readTable, "genfromtxt": readTable,
  ]

  /// The calls of plotting libraries.
  private static let pictures: [String: String] = [
    "plot": "plot SERIES", "hist": "plot SERIES kind=histogram",
    "scatter": "plot SERIES kind=points", "bar": "plot SERIES kind=bars",
    "imshow": "plot MATRIX", "heatmap": "plot TABLE color=…", "pcolormesh": "plot TABLE color=…",
    "semilogy": "plot SERIES yscale=log", "semilogx": "plot SERIES xscale=log",
    "loglog": "plot SERIES xscale=log yscale=log", "savefig": file, "show": "plot SERIES",
    "xlim": "plot SERIES xlim=[low, high]", "ylim": "plot SERIES ylim=[low, high]",
    "set_xlim": "plot SERIES xlim=[low, high]", "set_ylim": "plot SERIES ylim=[low, high]",
    "xscale": "plot SERIES xscale=log", "yscale": "plot SERIES yscale=log",
    "set_xscale": "plot SERIES xscale=log", "set_yscale": "plot SERIES yscale=log",
    "title": "plot SERIES title=\"…\"", "xlabel": "plot SERIES xlabel=\"…\"",
    "ylabel": "plot SERIES ylabel=\"…\"", "figure": size, "subplots": size, "legend": "plot a, b",
  ]

  private static let file = "plot SERIES file=\"picture.pdf\""
  private static let size = "plot SERIES width=640 height=400"

  private static let pairsOfPlot: [String: String] = [
    "figsize": "width=640 height=400, in pixels", "size": "width=640 height=400, in pixels",
    "logx": "xscale=log", "logy": "yscale=log", "loglog": "xscale=log yscale=log",
    "log": "yscale=log", "logscale": "yscale=log", "savefig": "file=\"picture.pdf\"",
    "vmin": "clim=[low, high]", "vmax": "clim=[low, high]", "xmin": "xlim=[low, high]",
    "xmax": "xlim=[low, high]", "ymin": "ylim=[low, high]", "ymax": "ylim=[low, high]",
    "hue": "by", "group": "by", "c": "color", "z": "color", "name": "title", "label": "title",
    "type": "kind", "style": "kind",
  ]

  private static let words: [String: String] = [
    "scatter": "points", "dots": "points", "point": "points", "markers": "points",
    "hist": "histogram", "distribution": "histogram", "density": "histogram", "map": "heatmap",
    "heat": "heatmap", "matrix": "heatmap", "image": "heatmap", "imshow": "heatmap",
    "bar": "bars", "curve": "line", "curves": "line", "lines": "line", "plot": "line",
    "normal": "gaussian", "t": "student", "sign": "rademacher", "exp": "exponential",
    "logit": "logistic", "cross_entropy": "logistic", "log10": "log", "logarithmic": "log",
    "lin": "linear", "average": "mean",
  ]

  private static let keys: [String: String] = [
    "learning_rate": "lr", "step_size": "lr", "alpha": "lr", "epochs": "steps",
    "iterations": "steps", "max_iter": "steps", "n_steps": "steps", "repeats": "repeat",
    "repetitions": "repeat", "samples": "n", "n_samples": "n", "n_features": "p", "dim": "p",
    "dimension": "p", "d": "p", "width": "m", "hidden": "m", "neurons": "m", "slope": "gamma",
    "negative_slope": "gamma", "sigma": "noise", "std": "noise", "eta": "flip",
    "label_noise": "flip", "mean_norm": "mu", "measures": "measure",
    "metric": "measure", "tol": "tolerance", "colour": "color",
    "filename": "file", "path": "file",
  ]

  private static let readTable = "dataset \"file.csv\" label=\"name\""

  private static let names: [String: String] = [
    "W": "export experiment \"e.json\", which holds it",
    "X": "export experiment \"e.json\", which holds it",
    "null": "None", "nil": "None", "NaN": "nan", "NA": "nan", "Inf": "inf", "infinity": "inf",
    "Infinity": "inf", "TRUE": "true", "FALSE": "false", "PI": "pi", "Pi": "pi",
    "epsilon": "init", "eta": "flip", "sigma": "noise", "alpha": "lr", "width": "m",
    "dimension": "p", "learning_rate": "lr", "step_size": "lr", "train": "run steps=1000",
    "fit": "run steps=1000",
    "exit": "Kernel › Shut Down in the front end: a cell cannot end the kernel",
    "quit": "Kernel › Shut Down in the front end: a cell cannot end the kernel",
    "seed": "mixture.seed or network.seed", "steps": "t", "step_count": "t",
    "accuracy": "1 - test_error",
    "train_accuracy": "1 - train_error", "test_accuracy": "1 - test_error",
    "np": "the function alone: sqrt(x)",
    "numpy": "the function alone: sqrt(x)", "math": "the function alone: sqrt(x)",
  ]
}
