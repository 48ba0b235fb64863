namespace GrantFlow.Simulation;

/// <summary>Chance that repeats: the same seed and key always throw the same, whoever else throws in between.</summary>
/// <remarks>
/// Every decision takes dice of its own by a key made of names and numbers (<c>report:Lusabats:2</c>), so an act more or less
/// elsewhere changes nothing here. Ids never go into a key: they differ from run to run.
/// </remarks>
sealed class Dice
{
    readonly ulong _root;
    ulong _state;

    /// <summary>Dice for a whole run.</summary>
    public Dice(int seed)
        : this(unchecked((ulong)seed * 0x9E3779B97F4A7C15UL + 1))
    {
    }

    Dice(ulong root) => _root = _state = root;

    /// <summary>The dice of one decision.</summary>
    public Dice For(string key)
    {
        unchecked
        {
            var hash = 14695981039346656037UL ^ _root;          // FNV-1a, 64 bits
            foreach (var c in key) hash = (hash ^ c) * 1099511628211UL;
            return new Dice(Mix(hash));
        }
    }

    /// <summary>At least 0 and below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from the first to the last, both included.</summary>
    public int Between(int first, int last) => first + (int)(Next() % (ulong)(last - first + 1));

    /// <summary>True as often as told, 0 to 1.</summary>
    public bool Chance(double share) => Fraction() < share;

    /// <summary>One of the list.</summary>
    public T Pick<T>(IReadOnlyList<T> list) => list[Between(0, list.Count - 1)];

    /// <summary>The same things in another order.</summary>
    public List<T> Shuffle<T>(IEnumerable<T> things)
    {
        var list = things.ToList();
        for (var i = list.Count - 1; i > 0; i--)
        {
            var other = Between(0, i);
            (list[i], list[other]) = (list[other], list[i]);
        }

        return list;
    }

    ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;                     // SplitMix64 (Steele, Lea, Flood 2014)
            return Mix(_state);
        }
    }

    static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
