namespace GrantFlow.Capacity;

/// <summary>The ten parameters an organisation's capacity is assessed on.</summary>
/// <param name="Code">Lasting; kept in scores and plans.</param>
/// <param name="Name">Shown.</param>
public sealed record CapacityParameter(string Code, LocalText Name);

/// <summary>The list of the ten parameters, in the order asked.</summary>
public static class CapacityParameters
{
    /// <summary>The ten.</summary>
    public static IReadOnlyList<CapacityParameter> All { get; } =
    [
        New("governance", "Կառավարման մարմիններ", "Башкаруу органдары", "Управление и руководящие органы", "Governance"),
        New("strategy", "Ռազմավարություն և պլանավորում", "Стратегия жана пландоо", "Стратегия и планирование", "Strategy and planning"),
        New("finance", "Ֆինանսներ և ներքին հսկողություն", "Каржы жана ички көзөмөл", "Финансы и внутренний контроль", "Finance and internal control"),
        New("people", "Մարդկային ռեսուրսներ", "Адам ресурстары", "Человеческие ресурсы", "People"),
        New("projects", "Ծրագրերի կառավարում", "Долбоорлорду башкаруу", "Управление проектами", "Project management"),
        New("fundraising", "Միջոցների հայթայթում", "Каражат тартуу", "Привлечение средств", "Fundraising"),
        New("relations", "Արտաքին կապեր և գործընկերություն", "Тышкы байланыштар жана өнөктөштүк", "Внешние связи и партнёрство", "External relations and partnership"),
        New("advocacy", "Շահերի պաշտպանություն", "Кызыкчылыктарды коргоо", "Защита интересов", "Advocacy"),
        New("services", "Ծառայություններ և շահառուներ", "Кызматтар жана пайда алуучулар", "Услуги и получатели помощи", "Services and the people served"),
        New("accountability", "Մշտադիտարկում և հաշվետվողականություն", "Мониторинг жана отчеттуулук", "Мониторинг и подотчётность", "Monitoring and accountability"),
    ];

    /// <summary>A parameter by its code, or null.</summary>
    public static CapacityParameter? Find(string code) => All.FirstOrDefault(p => p.Code == code);

    static CapacityParameter New(string code, string hy, string ky, string ru, string en) =>
        new(code, new LocalText([new("hy", hy), new("ky", ky), new("ru", ru), new("en", en)]));
}
