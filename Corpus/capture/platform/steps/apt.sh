# ---
apt-get install -s --no-install-recommends graphviz zsync xmlstarlet
