using System.Numerics;

namespace WaPortal.Core.OptIns.Import;

/// <summary>
/// The numbers that a list has named so far, each with one value. Sixteen bytes a slot and no objects, so that millions of numbers
/// neither fill the memory nor keep the collector busy.
/// </summary>
internal sealed class SeenNumbers
{
    private ulong[] _keys = new ulong[1024];
    private long[] _values = new long[1024];
    private int _count;

    /// <summary>The value of a number, 0 when it is new; to be written before the next number is asked for.</summary>
    public ref long Of(ulong number)
    {
        if (_count > _keys.Length / 4 * 3)
            Grow();
        var at = Slot(number);
        if (_keys[at] == 0)
        {
            _keys[at] = number;
            _count++;
        }

        return ref _values[at];
    }

    // No number is 0: every country code begins with another digit.
    private int Slot(ulong number)
    {
        var at = (int)((number * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2((uint)_keys.Length)));
        while (_keys[at] != 0 && _keys[at] != number)
            at = (at + 1) & (_keys.Length - 1);
        return at;
    }

    private void Grow()
    {
        var (keys, values) = (_keys, _values);
        (_keys, _values) = (new ulong[keys.Length * 2], new long[keys.Length * 2]);
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] == 0)
                continue;
            var at = Slot(keys[i]);
            (_keys[at], _values[at]) = (keys[i], values[i]);
        }
    }
}
