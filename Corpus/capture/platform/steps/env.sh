# ---
uname -sm
df -h /
free -m
git --version
python3 --version
