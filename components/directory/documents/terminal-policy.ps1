# Makes an organizational unit for the terminals, apart from the management instance, which has no way to the proxy, and
# links a policy to it. All of it is set for the whole machine: the user cannot change it there.
$adminScript = {
    $ErrorActionPreference = 'Stop'
    Import-Module -Name @('ActiveDirectory', 'GroupPolicy')
    $domain = '{{ domain }}'
    $computers = 'OU=Computers,OU={{ shortName }},' + (Get-ADDomain -Server $domain).DistinguishedName
    $terminals = "OU=Terminals,$computers"
    if (-not (Get-ADOrganizationalUnit -Server $domain -SearchBase $computers -SearchScope OneLevel -Filter "Name -eq 'Terminals'")) {
        New-ADOrganizationalUnit -Server $domain -Name 'Terminals' -Path $computers -ProtectedFromAccidentalDeletion $true
    }
    $policy = Get-GPO -Domain $domain -All | Where-Object { $_.DisplayName -eq 'Secure Room Terminals' }
    if (-not $policy) { $policy = New-GPO -Domain $domain -Name 'Secure Room Terminals' }
    function Set-Value($key, $name, $type, $value) {
        Set-GPRegistryValue -Domain $domain -Guid $policy.Id -Key $key -ValueName $name -Type $type -Value $value | Out-Null
    }

    $policies = 'HKLM\Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings'
    $machine = 'HKLM\Software\Microsoft\Windows\CurrentVersion\Internet Settings'
    Set-Value $policies ProxySettingsPerUser DWord 0
    foreach ($key in $policies, $machine) {
        Set-Value $key ProxyEnable DWord 1
        Set-Value $key ProxyServer String '{{ proxy }}'
        Set-Value $key ProxyOverride String '{{ bypass }}'
    }

    # PCoIP, among the settings that the user cannot override: 0 is off both ways, 2 is client to agent only ("Clipboard
    # redirection", HP Anyware PCoIP agent). That 0 puts printing off is not documented; AWS's own agent scripts count 1 and 2 as
    # kinds of printing.
    $pcoip = 'HKLM\Software\Policies\Teradici\PCoIP\pcoip_admin'
    Set-Value $pcoip 'pcoip.server_clipboard_state' DWord (@{ 'off' = 0; 'into-terminal' = 2 }['{{ clipboard }}'])
    Set-Value $pcoip 'pcoip.remote_printing_enabled' DWord 0

    # DCV, by a script that each terminal runs when it starts ("Group Policy: Scripts Extension Encoding", MS-GPSCR). A policy
    # is read anew when its version is another, in the directory and in its folder ("Group Policy: Core Protocol", MS-GPOL).
    $folder = "\\$domain\SYSVOL\$domain\Policies\{$($policy.Id)}"
    New-Item -ItemType Directory -Force -Path "$folder\Machine\Scripts\Startup" | Out-Null
    [IO.File]::WriteAllBytes("$folder\Machine\Scripts\Startup\dcv.ps1", [Convert]::FromBase64String('<dcv.ps1>'))
    Set-Content -Path "$folder\Machine\Scripts\psscripts.ini" -Encoding Unicode -Value '[Startup]', '0CmdLine=dcv.ps1', '0Parameters='
    $scripts = '[{42B5FAAE-6536-11D2-AE5A-0000F87571E3}{40B6664F-4972-11D1-A7CA-0000F87571E3}]'
    $object = Get-ADObject -Server $domain -Identity $policy.Path -Properties gPCMachineExtensionNames, versionNumber
    $extensions = "$($object.gPCMachineExtensionNames)".Replace($scripts, '') + $scripts
    $version = $object.versionNumber + 1
    Set-ADObject -Server $domain -Identity $policy.Path -Replace @{ gPCMachineExtensionNames = $extensions; versionNumber = $version }
    Set-Content -Path "$folder\gpt.ini" -Encoding Ascii -Value '[General]', "Version=$version"

    $links = @((Get-GPInheritance -Domain $domain -Target $terminals).GpoLinks | ForEach-Object { $_.GpoId })
    if ($links -notcontains $policy.Id) {
        New-GPLink -Domain $domain -Guid $policy.Id -Target $terminals -LinkEnabled Yes | Out-Null
    }
}
$dcv = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($dcvScript.ToString()))
$adminScript = [scriptblock]::Create($adminScript.ToString().Replace('<dcv.ps1>', $dcv))
