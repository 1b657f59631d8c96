"""Make the constructed scheme minh-hoa: ten years of score sheets of a province that does not exist.

No province publishes its full score sheets, so this invents some: first the truth (who scored what), then the
files an office would hold, then what goes wrong in such files. Everything follows from the tables beside the
code and one seed, and is the same on every machine.

Run as ``python -m tools.minh_hoa`` from the project folder.
"""
