// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import "@openzeppelin/contracts/access/AccessControl.sol";
import "@openzeppelin/contracts/governance/Governor.sol";
import "@openzeppelin/contracts/governance/extensions/GovernorCountingSimple.sol";
import "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import "@openzeppelin/contracts/proxy/transparent/ProxyAdmin.sol";
import "@openzeppelin/contracts/proxy/transparent/TransparentUpgradeableProxy.sol";
import "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";

contract Token is ERC20, ERC20Permit, ERC20Votes {
    constructor() ERC20("Solar", "SUN") ERC20Permit("Solar") {
        _mint(msg.sender, 1_000_000);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }
}

contract Art is ERC721 {
    constructor() ERC721("Art", "ART") {}

    function mint(uint256 id) external {
        _safeMint(msg.sender, id);
    }
}

contract Items is ERC1155, AccessControl {
    bytes32 public constant MINTER = keccak256("MINTER");

    constructor() ERC1155("") {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function mint(uint256[] calldata ids, uint256[] calldata amounts) external onlyRole(MINTER) {
        _mintBatch(msg.sender, ids, amounts, "");
    }

    function supportsInterface(bytes4 id) public view override(ERC1155, AccessControl) returns (bool) {
        return super.supportsInterface(id);
    }
}

contract Council is Governor, GovernorCountingSimple, GovernorVotes {
    constructor(IVotes token) Governor("Council") GovernorVotes(token) {}

    function votingDelay() public pure override returns (uint256) {
        return 0;
    }

    function votingPeriod() public pure override returns (uint256) {
        return 3;
    }

    function quorum(uint256) public pure override returns (uint256) {
        return 1;
    }
}

contract Box is UUPSUpgradeable {
    uint256 public value;

    function set(uint256 to) external {
        value = to;
    }

    function version() external pure virtual returns (uint256) {
        return 1;
    }

    function _authorizeUpgrade(address) internal override {}
}

contract Box2 is Box {
    function version() external pure override returns (uint256) {
        return 2;
    }
}

contract BoxProxy is ERC1967Proxy {
    constructor(address logic) ERC1967Proxy(logic, abi.encodeCall(Box.set, (1))) {}

    receive() external payable {}
}

contract Admin is ProxyAdmin {
    constructor(address owner) ProxyAdmin(owner) {}
}

contract Museum is ERC721Holder {}

contract BoxBehindAdmin is TransparentUpgradeableProxy {
    constructor(address logic, address owner)
        TransparentUpgradeableProxy(logic, owner, abi.encodeCall(Box.set, (1)))
    {}
}
