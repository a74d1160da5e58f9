cat > fetch.sh <<'SH'
for try in 1 2 3; do
  if [ $try -lt 3 ]; then url=http://mirror.example.internal:9/pack.tgz; else url=file:///etc/hostname; fi
  if curl -fsS -o pack.tgz "$url"; then echo "fetched on attempt $try"; exit 0; fi
  echo "attempt $try failed, retrying"
done
exit 1
SH
# ---
sh fetch.sh
