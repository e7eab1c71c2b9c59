# SPDX-License-Identifier: Apache-2.0
"""Jupyter's own conformance suite, with every list that it knows filled."""

import jupyter_kernel_test
import pytest


@pytest.mark.usefixtures("prefix")
class BenignKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "benign"
    language_name = "benign"
    file_extension = ".benign"
    code_hello_world = 'print "hello, world"'
    # More points than dimensions: allowed, and worth a warning.
    code_stderr = "mixture gaussian n=20 p=10 mu=1"
    completion_samples = [
        {"text": "mixt", "matches": ["mixture"]},
        {"text": "print predicted_", "matches": ["predicted_error", "predicted_margin", "predicted_separable"]},
        {"text": "network gam", "matches": ["gamma="]},
        {"text": "run loss=logi", "matches": ["logistic"]},
        {"text": "zzz", "matches": []},
    ]
    complete_code_samples = ["1 + 1", "mixture gaussian n=10 p=100 mu=2", "", "no_such_name + 3"]
    incomplete_code_samples = ["[1, 2,", "print (1 + ", "network m=(2\n"]
    invalid_code_samples = ["1 +", 'print "never closed', "n = = 2", "5."]
    code_page_something = "help mixture"
    code_generate_error = "network m=0 gamma=0.5"
    code_execute_result = [
        {"code": "6*7", "result": "42"},
        {"code": "[1, 2]^2", "result": "[1, 4]"},
        {"code": "1e-8", "result": "1e-08"},
        {"code": "1/0", "result": "inf"},
        {"code": "sqrt(2)", "result": "1.4142135623730951"},
    ]
    code_display_data = [
        {
            "code": "mixture n=10 p=100 mu=2\nnetwork m=4 gamma=0.3\nrun steps=100\nplot misalignment",
            "mime": mime,
        }
        for mime in ("application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain")
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6?7"
    code_inspect_sample = "mixture"
    code_clear_output = "clear"

    def test_no_list_is_empty(self):
        """The suite skips, or passes a loop of no rounds, wherever a list is empty."""
        inherited = vars(jupyter_kernel_test.KernelTests)
        for name, value in inherited.items():
            if isinstance(value, (str, list, tuple)) and not name.startswith("_"):
                self.assertTrue(getattr(self, name), f"{name} is empty")


@pytest.mark.usefixtures("prefix")
class BenignWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "benign"
    support_iopub_welcome = True
