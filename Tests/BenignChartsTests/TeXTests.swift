// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import TestSupport
import Testing

@Suite("text and pictures for LaTeX")
struct TeXTests {
  @Test(
    "symbols become formulas, and what LaTeX would obey is written out",
    arguments: [
      ("‖μ‖", #"$\|\mu\|$"#), ("γ", #"$\gamma$"#), ("n = 100", #"$n$ = 100"#),
      ("10⁻³", #"$10^{-3}$"#), ("1.9×10⁻⁵", #"1.9$\times10^{-5}$"#),
      ("n‖μ‖² = tr Σ", #"$n\|\mu\|^{2}$ = tr $\Sigma$"#), ("x₁₂", #"$x_{12}$"#),
      ("a point, 1e-4, p", #"a point, 1e-4, $p$"#), ("test_error", #"test\_error"#),
      ("50% & {a} $b #c ~ ^", ##"50\% \& \{a\} \$$b$ \#$c$ \textasciitilde{} \textasciicircum{}"##),
      (#"\input{x}"#, #"\textbackslash{}input\{$x$\}"#), ("αx", #"$\alpha x$"#),
      ("8 of 10", "8 of 10"), ("two\nlines", "two lines"), ("", ""),
      ("−1 ≤ γ", #"$-$1 $\le$ $\gamma$"#),
      ("ỹᵢ f(xᵢ)", #"$\tilde{y}_{i}$ $f$($x_{i}$)"#),
      ("30 % “of” it…", #"30 \% ``of'' it\ldots{}"#),
      (#"loss $\mathcal{L}(W_t)$, γ"#, #"loss $\mathcal{L}(W_t)$, $\gamma$"#),
      ("$5 and $6", #"\$5 and \$6"#), ("$x$$y_1$", "$x$$y_1$"),
      (#"$\input{x}$"#, #"\$\textbackslash{}input\{$x$\}\$"#),
      ("$a}{$", #"\$a\}\{\$"#), ("$x^^M$", #"\$$x$\textasciicircum{}\textasciicircum{}$M$\$"#),
      ("a $ b $x$", #"a \$ $b$ $x$"#),
    ])
  func text(plain: String, tex: String) { #expect(TeXText.of(plain) == tex) }

  @Test("a dollar opens what a dollar ends, whatever the text", arguments: 0..<200)
  func balanced(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let letters = Array("aexnμ‖²⁻₁Σ 1.0_{}$\\^~&%#±×·−ỹ…“é中")
    let text = String((0..<40).map { _ in letters.randomElement(using: &random) ?? " " })
    let tex = TeXText.of(text).replacing("\\$", with: "")
    #expect(tex.count { $0 == "$" } % 2 == 0, "\(text)")
    var depth = 0
    for character in tex.replacing("\\{", with: "").replacing("\\}", with: "") {
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      #expect(depth >= 0, "\(text)")
    }
    #expect(depth == 0, "\(text)")
  }

  @Test("what TeX cannot count with is moved and scaled, and the picture says so")
  func scaled() {
    let tex = Figure(
      title: "", x: Axis("x"), y: Axis("y"),
      layers: [.line(NumberSeries(name: "far", x: [1e6, 1e6 + 1], y: [0, 3e299]))]
    ).pgfplots()
    #expect(tex.contains("% x is (value - 999999.98) / 1, as TeX"))
    #expect(tex.contains("% y is (value - 0) / 1e299, as TeX"))
    #expect(tex.contains("coordinates { (0.02000000001862645,0) (1.0200000000186265,3) }"))
  }
}
