namespace GrantFlow;

/// <summary>An amount in one currency; never added across currencies.</summary>
/// <param name="Amount">In whole units of the currency, at most two decimal places.</param>
/// <param name="Currency">ISO 4217, upper case: AMD, KGS, USD, EUR, GBP.</param>
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>Adds two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) => left with { Amount = left.Amount + Same(left, right).Amount };

    /// <summary>Takes an amount of the same currency away.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => left with { Amount = left.Amount - Same(left, right).Amount };

    /// <summary>Splits the amount by shares; the parts add up to it exactly.</summary>
    /// <param name="percents">Shares that add up to 100.</param>
    /// <returns>
    /// One part per share: each rounded down to a hundredth of the currency's unit, and the last takes what is left, so it
    /// is never smaller than its share.
    /// </returns>
    /// <exception cref="ArgumentException">The shares don't add up to 100, or one isn't above zero.</exception>
    public IReadOnlyList<Money> Split(IReadOnlyList<decimal> percents)
    {
        if (percents.Sum() != 100 || percents.Any(p => p <= 0))
            throw new ArgumentException("Shares must be above zero and add up to 100.", nameof(percents));
        var (amount, currency) = this;
        var parts = percents.Select(p => decimal.Round(amount * p / 100, 2, MidpointRounding.ToZero)).ToArray();
        parts[^1] += amount - parts.Sum();
        return [.. parts.Select(p => new Money(p, currency))];
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Amount:0.00} {Currency}");

    static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"{left} and {right} are of different currencies.");
}
