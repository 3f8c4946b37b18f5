static word least(word a, word b) { return a < b ? a : b; }
static word most(word a, word b) { return a > b ? a : b; }
static word quotient(word a, word b) { return a / b - (a % b < 0); }
static word count(const word *edges, int size, word u) {
    int n = 0;
    while (n < size && edges[n] <= u) n++;
    return n;
}
