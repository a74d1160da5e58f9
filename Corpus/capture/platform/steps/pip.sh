# ---
python3 -m pip install --target .deps --no-warn-script-location requests pyyaml jinja2
