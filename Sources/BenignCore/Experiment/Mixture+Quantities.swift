// SPDX-License-Identifier: Apache-2.0

import RealModule

extension Mixture {
  /// What follows from the definition alone, before anything is drawn; `.none` of every other quantity.
  public func value(of quantity: Quantity) -> QuantityValue {
    guard quantity.requirement == .mixture else { return .none }
    let moments = MixtureMoments(self)
    let regime = SignalRegime(moments)
    switch quantity {
    case .signalToTrace: return .number(regime.rho)
    case .signal: return .number(regime.signal)
    case .regime: return .text(regime.name)
    case .bayesError, .log10BayesError:
      guard noise == .gaussian else { return .none }
      let log = ClosedForms.logBayesError(moments)
      return .number(quantity == .bayesError ? Double.exp(log) : log.inDecades)
    default: return .none
    }
  }
}
