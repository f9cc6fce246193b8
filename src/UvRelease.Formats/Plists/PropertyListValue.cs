using System.Diagnostics.CodeAnalysis;

namespace UvRelease.Formats.Plists;

/// <summary>A value of a property list, as CoreFoundation has them. Values don't change and are equal when they hold the same.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "The format's own words.")]
public abstract record PropertyListValue
{
    private PropertyListValue()
    {
    }

    /// <summary>Values under keys. The order is kept, but two with another order are equal.</summary>
    public sealed record Dictionary : PropertyListValue
    {
        private readonly OrderedDictionary<string, PropertyListValue> items = new(StringComparer.Ordinal);

        /// <summary>Makes one.</summary>
        /// <exception cref="ArgumentException">A key is there twice.</exception>
        public Dictionary(IEnumerable<KeyValuePair<string, PropertyListValue>> items)
        {
            foreach ((string key, PropertyListValue value) in items)
                this.items.Add(key, value);
        }

        /// <summary>The keys and values in their order.</summary>
        public IReadOnlyList<KeyValuePair<string, PropertyListValue>> Items => items;

        /// <summary>The value of a key; null where there is none.</summary>
        public PropertyListValue? this[string key] => items.GetValueOrDefault(key);

        /// <inheritdoc/>
        public bool Equals(Dictionary? other) =>
            other is not null && other.items.Count == items.Count && items.All(item => item.Value.Equals(other[item.Key]));

        /// <inheritdoc/>
        public override int GetHashCode() => items.Keys.Aggregate(items.Count, (hash, key) => hash ^ key.GetHashCode(StringComparison.Ordinal));
    }

    /// <summary>Values one after another.</summary>
    public sealed record Array(IReadOnlyList<PropertyListValue> Items) : PropertyListValue
    {
        /// <inheritdoc/>
        public bool Equals(Array? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc/>
        public override int GetHashCode() => Items.Count;
    }

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : PropertyListValue;

    /// <summary>A whole number.</summary>
    public sealed record Integer : PropertyListValue
    {
        /// <summary>The smallest there can be: −2^63.</summary>
        public static readonly Int128 Smallest = long.MinValue;

        /// <summary>The largest there can be: 2^64 − 1.</summary>
        public static readonly Int128 Largest = ulong.MaxValue;

        /// <summary>Makes one.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is below <see cref="Smallest"/> or above <see cref="Largest"/>.</exception>
        public Integer(Int128 value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Smallest);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Largest);
            Value = value;
        }

        /// <summary>The number.</summary>
        public Int128 Value { get; }
    }

    /// <summary>A number that needs not be whole.</summary>
    public sealed record Real(double Value) : PropertyListValue;

    /// <summary>True or false.</summary>
    public sealed record Boolean(bool Value) : PropertyListValue;

    /// <summary>A point in time, equal at the same moment. XML holds whole seconds of it.</summary>
    public sealed record Date(DateTimeOffset Value) : PropertyListValue;

    /// <summary>Bytes.</summary>
    public sealed record Data(ReadOnlyMemory<byte> Value) : PropertyListValue
    {
        /// <inheritdoc/>
        public bool Equals(Data? other) => other is not null && Value.Span.SequenceEqual(other.Value.Span);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(Value.Span);
            return hash.ToHashCode();
        }
    }

    /// <summary>A reference in what NSKeyedArchiver wrote: the place of an object in its list.</summary>
    public sealed record Uid(uint Value) : PropertyListValue;
}
