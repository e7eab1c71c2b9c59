// SPDX-License-Identifier: Apache-2.0

import CBuild

/// Whether this machine's processor can run this build.
enum ProcessorCheck {
  /// Why it cannot; `nil` where it can.
  static var complaint: String? {
    // Of the kinds in a release this is the oldest; the system's loader takes a newer one only where the processor has it.
    guard let kind = benign_processor(), benign_can_run(kind) == 0 else { return nil }
    return """
      this build of Benign needs a processor of the kind \(String(cString: kind)): with AVX2, FMA, BMI1 and BMI2, as Intel's since \
      2013 (Haswell) and AMD's since 2015 (Excavator) have them
      """
  }
}
