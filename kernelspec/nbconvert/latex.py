# SPDX-License-Identifier: Apache-2.0
"""nbconvert's configuration for --to pdf and --to latex: our template, and rsvg-convert in place of Inkscape."""

from pathlib import Path

c = get_config()  # noqa: F821
c.TemplateExporter.extra_template_basedirs = [str(Path(__file__).parent)]
c.LatexExporter.template_name = "benign-latex"
c.SVG2PDFPreprocessor.command = ["rsvg-convert", "--format=pdf", "--output={to_filename}", "{from_filename}"]
