# SPDX-License-Identifier: Apache-2.0
"""Writes the two data sets that 08-your-own-data.ipynb reads into the current folder: python 08-your-own-data.py

Both come with scikit-learn, are from the UCI Machine Learning Repository, and may be used under CC BY 4.0:
digits.csv, "Optical Recognition of Handwritten Digits" (E. Alpaydin, C. Kaynak; doi 10.24432/C50P49), and
cancer.csv, "Breast Cancer Wisconsin (Diagnostic)" (W. Wolberg, O. Mangasarian, N. Street, W. Street; doi 10.24432/C5DW2B).
"""

import csv

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


def write(name, columns, rows, label, labels):
    with open(name, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([*columns, label])
        table.writerows([*row.tolist(), word] for row, word in zip(rows, labels))


digits = load_digits()
write("digits.csv", digits.feature_names, digits.data.astype(int), "digit", digits.target)

cancer = load_breast_cancer()
names = [name.replace(" ", "_") for name in cancer.feature_names]
write("cancer.csv", names, cancer.data, "diagnosis", cancer.target_names[cancer.target])

# The support vector machine without slack that the notebook is compared with.
two = np.isin(digits.target, [3, 8])
rows = StandardScaler().fit_transform(digits.data[two])
machine = SVC(kernel="linear", C=1e9, tol=1e-10).fit(rows, digits.target[two])
print("SVC on the digits 3 and 8")
print("margin", 1 / np.linalg.norm(machine.coef_))
print("support", len(machine.support_))
