// SPDX-License-Identifier: Apache-2.0

/// A word that results and documentation use, and that is no name of the language: one entry holds the word and what it means.
struct Term: Sendable {
  let name: String
  /// A few sentences.
  let meaning: String
  /// LaTeX; empty where a sentence says it.
  let formula: String

  init(_ name: String, _ meaning: String, formula: String = "") {
    self.name = name
    self.meaning = meaning
    self.formula = formula
  }

  static func named(_ name: String) -> Term? { all.first { $0.name == name } }

  static let all = [
    Term(
      "problem5",
      """
      The maximum-margin problem (5) of Hashimoto (2026): of all weights with margin 1 on every point, where each \
      neuron has the activated pattern, it finds the shortest. Its solution Ŵ is the limit of W(t)/‖W(t)‖ where it \
      obeys that pattern itself (consistent). `direction` solves it.
      """,
      formula: #"\min_W \|W\|^2 \;\text{with}\; \tilde y_i f(x_i; W) \ge 1"#),
    Term(
      "pattern",
      """
      Which points are active for which neuron: ⟨w_j, x_i⟩ > 0. There a leaky ReLU has slope 1, else γ. While no \
      pattern changes, training is linear, and far steps can be leapt over.
      """),
    Term(
      "activated_pattern",
      """
      The pattern that training leads to: a neuron with a_j > 0 is active on the points with label +1 and on no \
      other, one with a_j < 0 the other way round. `activated` is the share of pairs that have reached it.
      """),
    Term(
      "consistent_pattern",
      "The solution of problem (5) has the activated pattern, which the problem assumes. Only then it is the limit."
    ),
    Term(
      "separable_points",
      "Some weights classify every training point. Without such weights the loss stays away from 0, and there is no direction to which it leads."
    ),
    Term(
      "relu",
      """
      gamma=0. A neuron moves by the points on which it is active alone, and dies where there are none; f may be \
      exactly 0, which is wrong for both labels. Problem (5) is then one support vector machine a sign. It has the limit \
      only where every neuron becomes active on all points of its own label, which W(0) decides; till then \
      run_misalignment is None.
      """,
      formula: #"\varphi(u)=\max(u,0)"#),
    Term(
      "bias_coordinate",
      """
      bias=β gives every point the constant coordinate β and every neuron a weight b_j for it, drawn and trained like the \
      others: inner products grow by β², and the norm of network weights includes b. It is regularised like the other weights; β → ∞ is a free threshold.
      """,
      formula: #"f(x)=\sum_j a_j\varphi(\langle w_j,x\rangle+\beta b_j)"#),
    Term(
      "leaps",
      """
      While no pattern changes, gradient descent follows a differential equation whose solution is computed for many \
      steps at once. leap_error bounds what that changes in any margin; leap=false takes every step.
      """),
    Term(
      "lines",
      """
      A method for test errors: random lines through the test points' space, on each of which the network is \
      piecewise linear, so that the probability of an error on the line is exact. It finds errors down to 1e-300 with few lines.
      """),
    Term(
      "streamed",
      "A method for test errors: points are drawn one after the other and counted, in as many dimensions as the noise has."
    ),
    Term(
      "interpolates",
      "The network classifies every training point by its label, the flipped ones included."),
    Term(
      "benign",
      """
      A verdict: the network interpolates, and its test error is at most 0.01 above the Bayes error. From 0.1 on it \
      is harmful, between them tempered; chance where the Bayes error itself is 0.49 or more.
      """),
    Term(
      "weak_signal",
      "rho = n‖μ‖²/tr Σ is below 1: the noise of the points outweighs the mean that they share. Above 1 the signal is strong."
    ),
    Term(
      "diverged",
      "The step size was too large: the next state would have overflowed. diverge=stop keeps the last finite state as a result."
    ),
  ]
}
