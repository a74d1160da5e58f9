mkdir -p csrc && cd csrc
for m in queue table reader writer clock; do printf 'int %s_open(int n) { return n + 1; }\nint %s_close(int n) { return n - 1; }\n' $m $m > $m.c; done
echo 'int queue_open(int); int main(void) { return queue_open(-1); }' > main.c
printf 'OBJ = main.o queue.o table.o reader.o writer.o clock.o\napp: $(OBJ)\n\t$(CC) -o $@ $(OBJ)\n' > Makefile
# ---
make -C csrc
